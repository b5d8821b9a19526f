import { applicationEnv } from '../operations/local-run/application-env.ts'
import { readSessionNote } from '../operations/dev/session-file.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { isAccountNamed } from './aws-place.ts'
import type { Terminal } from './terminal.ts'

type Env = Terminal['env']

const hasEndpoint = (env: Env): boolean =>
  [env['AWS_ENDPOINT_URL_DYNAMODB'], env['AWS_ENDPOINT_URL']].some(url => url !== undefined && url !== '')

/**
 * The environment for a command that looks at a table: that of the `tailrace dev` in this folder where it has the
 * table, unless an endpoint or an account is named. Says which it is.
 */
export const envForTable = (
  { folder, env, say }: Terminal,
  tableName: string,
  place: AwsPlaceOptions = {},
): Env => {
  const note = readSessionNote(folder)
  const isThere = note?.tables.some(each => each.tableName === tableName) === true
  if (note === undefined || !isThere || hasEndpoint(env) || isAccountNamed(place)) return env
  say(`${tableName} is the table of the tailrace dev that runs here, at ${note.endpoint}\n`)
  return { ...env, ...applicationEnv(note) }
}

/**
 * The environment for a command that works on sinks: that of the `tailrace dev` in this folder, unless the environment
 * names where failed changes are.
 */
export const envForSinks = ({ folder, env, say, lend, keepLocal }: Terminal): Env => {
  const note = readSessionNote(folder)
  const isNamed = [env['PARK_URL'], env['FAILURES_URL']].some(url => url !== undefined && url !== '')
  if (note === undefined || isNamed) return env
  say(`the sinks are those of the tailrace dev that runs here, in ${note.runFolder}\n`)
  // Refreshing reads the tables by an SDK's client, which knows nothing but the process's own environment.
  keepLocal()
  lend(applicationEnv(note))
  return { ...env, ...applicationEnv(note), ...note.sinks, FAILURES_URL: `file:${note.runFolder}/failures` }
}
