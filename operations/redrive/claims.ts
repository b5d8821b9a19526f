import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Lease, LeaseTerms } from '../../core/lease/lease.ts'
import { takeLease } from '../../core/lease/lease.ts'
import type { LeaseParty } from '../../core/lease/lease-party.ts'
import { eachOf } from './each-of.ts'
import type { FailedObject } from './failed-object.ts'
import { readFailedObject } from './failed-object.ts'
import { redriveFaults } from './faults.ts'
import type { Found } from './waves.ts'

/**
 * How long an object stays in hand that nobody renews, in milliseconds: as long as a function may run, and several
 * times as long as one call with all its tries.
 */
const lifeMs = 900_000

/** How an attempt to take an object in hand ended; another redrive may have it, or have set it aside. */
export type Claimed =
  | { readonly type: 'mine'; readonly object: FailedObject }
  | {
      readonly type: 'in-hand'
      readonly object: FailedObject
      readonly holder: string
      readonly untilMs: number
    }
  | { readonly type: 'gone' }

/** The objects that one redrive has in hand. */
export interface Claims {
  readonly take: (found: Found) => Promise<Claimed>
  /**
   * Renews what would run out.
   * @throws PipelineError `redrive.claim-lost`
   */
  readonly keep: () => Promise<void>
  readonly isMine: (found: Found) => Promise<boolean>
  /** Lets go of all of them. */
  readonly release: () => Promise<void>
}

/** An object, read; `undefined` when it is not there any more. */
export const readFound = async ({ place, key, object }: Found): Promise<FailedObject | undefined> => {
  const text = await place.read(key)
  return text === undefined ? undefined : readFailedObject(text, object, key)
}

/** Nothing in hand. */
export const newClaims = (party: LeaseParty, clock: Clock): Claims => {
  const terms: LeaseTerms = { party, clock, lifeMs }
  const leases = new Map<Found, Lease>()
  let renewedAtMs = clock.now()

  const keepOne = async ([found, lease]: readonly [Found, Lease]): Promise<void> => {
    const holder = await lease.renew()
    if (holder !== undefined)
      throw raise(redriveFaults, 'redrive.claim-lost', { object: found.object, holder })
  }

  return {
    take: async found => {
      const taking = await takeLease(found.place.marks(found.key), terms)
      if (taking.type === 'taken') leases.set(found, taking.lease)
      // Only now: what was read before may be what another redrive has brought home since.
      const object = await readFound(found)
      if (object === undefined) {
        await leases.get(found)?.release()
        leases.delete(found)
        return { type: 'gone' }
      }
      if (taking.type === 'taken') return { type: 'mine', object }
      return { type: 'in-hand', object, holder: taking.by, untilMs: taking.untilMs }
    },
    keep: async () => {
      const nowMs = clock.now()
      if (nowMs - renewedAtMs < lifeMs / 3) return
      await eachOf([...leases], keepOne)
      renewedAtMs = nowMs
    },
    isMine: async found => (await leases.get(found)?.lostTo()) === undefined && leases.has(found),
    release: async () => {
      // A mark that cannot be taken away runs out by itself.
      await eachOf([...leases.values()], async lease => lease.release().catch(() => undefined))
      leases.clear()
    },
  }
}
