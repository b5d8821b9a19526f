import type { Clock } from '../clock.ts'
import type { LeaseMark, LeaseMarks } from './lease-marks.ts'
import type { LeaseParty } from './lease-party.ts'
import type { LeaseClaim } from './lease-text.ts'
import { claimIn, claimText } from './lease-text.ts'

/** On what terms something is held. */
export interface LeaseTerms {
  readonly party: LeaseParty
  readonly clock: Clock
  /** How long a lease lasts that nobody renews, in milliseconds. */
  readonly lifeMs: number
}

/** Something is held by this party, until it is released, or until it was not renewed in time. */
export interface Lease {
  /** Who has it instead, for people; `undefined` while it is this party's. */
  readonly lostTo: () => Promise<string | undefined>
  /** Holds it for another life; answers as `lostTo`. */
  readonly renew: () => Promise<string | undefined>
  readonly release: () => Promise<void>
}

/** How an attempt to take hold of something ended; `by` names the holder for people. */
export type LeaseAttempt =
  | { readonly type: 'taken'; readonly lease: Lease }
  | { readonly type: 'held'; readonly by: string; readonly untilMs: number }

interface Made extends LeaseClaim {
  readonly number: number
}

/** Others may take hold of the same thing at the same time; each of them ends one of these rounds. */
const maxRounds = 8

const madeOf = ({ number, text }: LeaseMark): readonly Made[] => {
  const claim = claimIn(text)
  return claim === undefined ? [] : [{ ...claim, number }]
}

const isAlive = async ({ holder, untilMs }: LeaseClaim, { party, clock }: LeaseTerms): Promise<boolean> =>
  untilMs > clock.now() && !(holder.process !== undefined && (await party.isDead(holder.process)))

/** The claim among these that still counts. */
const aliveIn = async (made: readonly Made[], terms: LeaseTerms): Promise<Made | undefined> => {
  for (const each of made) if (await isAlive(each, terms)) return each
  return undefined
}

const othersIn = (marks: readonly LeaseMark[], number: number): readonly Made[] =>
  marks.filter(each => each.number !== number).flatMap(madeOf)

const isIn = (marks: readonly LeaseMark[], number: number, { party }: LeaseTerms): boolean =>
  marks.some(each => each.number === number && claimIn(each.text)?.holder.id === party.holder.id)

const textFor = ({ party, clock, lifeMs }: LeaseTerms): string =>
  claimText({ holder: party.holder, untilMs: clock.now() + lifeMs })

const leaseOf = (marks: LeaseMarks, number: number, terms: LeaseTerms): Lease => {
  // Where this one lapsed, its number may be another's by now.
  const isOthers = (made: Made): boolean =>
    made.number > number || (made.number === number && made.holder.id !== terms.party.holder.id)
  const lostTo = async (): Promise<string | undefined> => {
    const all = await marks.list()
    const other = await aliveIn(all.flatMap(madeOf).filter(isOthers), terms)
    if (other !== undefined) return other.holder.name
    return isIn(all, number, terms) ? undefined : 'nobody'
  }
  return {
    lostTo,
    renew: async () => {
      const other = await lostTo()
      if (other === undefined) await marks.replace(number, textFor(terms))
      return other
    },
    release: async () => {
      if (isIn(await marks.list(), number, terms)) await marks.remove(number)
    },
  }
}

const held = ({ holder, untilMs }: Made): LeaseAttempt => ({ type: 'held', by: holder.name, untilMs })

/**
 * Takes hold of something, unless somebody has it who is not known to be dead and whose time is not over.
 *
 * A mark goes behind all that were seen, and then all are looked at again: of two that do so at once, at least one
 * sees the other's mark and steps back, because each looks only after it has made its own. So there are never two
 * holders, as long as their clocks differ by less than a lease lasts beyond its last renewal.
 */
export const takeLease = async (marks: LeaseMarks, terms: LeaseTerms): Promise<LeaseAttempt> => {
  for (let round = 0; round < maxRounds; round += 1) {
    const before = await marks.list()
    const holder = await aliveIn(before.flatMap(madeOf), terms)
    if (holder !== undefined) return held(holder)
    const number = before.reduce((most, each) => Math.max(most, each.number), 0) + 1
    if (!(await marks.create(number, textFor(terms)))) continue
    const after = await marks.list()
    const other = await aliveIn(othersIn(after, number), terms)
    if (other !== undefined) {
      // Seen half made and taken for a dead one's it is gone, and its number may be another's.
      if (isIn(after, number, terms)) await marks.remove(number)
      return held(other)
    }
    // Somebody saw it half made and took it for a dead one's.
    if (!isIn(after, number, terms)) continue
    for (const dead of before) await marks.remove(dead.number)
    return { type: 'taken', lease: leaseOf(marks, number, terms) }
  }
  return { type: 'held', by: 'others that ask at the same moment', untilMs: terms.clock.now() }
}
