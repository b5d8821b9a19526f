import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Lease, LeaseTerms, LeaseAttempt } from '../../core/lease/lease.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { takeLease } from '../../core/lease/lease.ts'
import type { LeaseParty } from '../../core/lease/lease-party.ts'
import { redriveFaults } from './faults.ts'
import type { FoundObject } from './objects/found-object.ts'

/**
 * How long an object stays in hand that nobody renews, in milliseconds: as long as a function may run, and several
 * times as long as one call with all its tries.
 */
const lifeMs = 900_000

/** Marks that are read or written at once. */
const marksAtOnce = 16

/** The objects that one redrive has in hand. */
export interface ObjectClaims {
  readonly take: (found: FoundObject) => Promise<LeaseAttempt>
  /**
   * Renews what would run out. What another redrive has taken over is let go where it has set it aside, too.
   * @throws PipelineError `redrive.claim-lost`
   */
  readonly keep: () => Promise<void>
  readonly isMine: (found: FoundObject) => Promise<boolean>
  /** Lets go of one of them that is not there any more: another redrive has set it aside. */
  readonly drop: (found: FoundObject) => Promise<void>
  /** True for what was dropped: all of it is redriven, by another. */
  readonly isSettledElsewhere: (found: FoundObject) => boolean
  /** Lets go of all of them. */
  readonly release: () => Promise<void>
}

/** Nothing in hand. */
export const newClaims = (party: LeaseParty, clock: Clock): ObjectClaims => {
  const terms: LeaseTerms = { party, clock, lifeMs }
  const leases = new Map<FoundObject, Lease>()
  const dropped = new Set<FoundObject>()
  let renewedAtMs = clock.now()

  const drop = async (found: FoundObject): Promise<void> => {
    dropped.add(found)
    await leases.get(found)?.release()
    leases.delete(found)
  }
  const keepOne = async ([found, lease]: readonly [FoundObject, Lease]): Promise<void> => {
    const holder = await lease.renew()
    if (holder === undefined) return
    if ((await found.place.read(found.key)) !== undefined)
      throw raise(redriveFaults, 'redrive.claim-lost', { object: found.object, holder })
    await drop(found)
  }

  return {
    take: async found => {
      const taking = await takeLease(found.place.marks(found.key), terms)
      if (taking.type === 'taken') leases.set(found, taking.lease)
      return taking
    },
    keep: async () => {
      const nowMs = clock.now()
      if (nowMs - renewedAtMs < lifeMs / 3) return
      await mapConcurrently([...leases], marksAtOnce, keepOne)
      renewedAtMs = nowMs
    },
    isMine: async found => (await leases.get(found)?.lostTo()) === undefined && leases.has(found),
    drop,
    isSettledElsewhere: found => dropped.has(found),
    release: async () => {
      // A mark that cannot be taken away runs out by itself.
      await mapConcurrently([...leases.values()], marksAtOnce, async lease =>
        lease.release().catch(() => undefined),
      )
      leases.clear()
    },
  }
}
