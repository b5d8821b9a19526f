import type { ReasonsAgainst } from '../../testing/contracts/contract.ts'

/** What files have nothing to show of. They can be taken away, which shows the rest. */
export const ofFiles: ReasonsAgainst = {
  'partial-failure': 'what a call writes goes in one write',
  abort: 'a call is over before anybody could stop it',
  secrets: 'a file needs no password',
}

/** The same where a call holds several things, of which a file refuses none. */
export const ofLines: ReasonsAgainst = {
  ...ofFiles,
  'refusal-of-one': 'a file takes whatever it is given',
}

/** A store of dependents or a source of items in memory, a cache over commands in memory. */
const scripted = 'shown on scripted answers, since the service under test cannot be brought to it'

/** What a real service cannot be brought to do. */
export const ofRealServices: ReasonsAgainst = {
  'refusal-of-one': scripted,
  'refusal-of-all': scripted,
  'partial-failure': scripted,
  abort: scripted,
  secrets: scripted,
}
