import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Lease, LeaseTerms } from '../../core/lease/lease.ts'
import { takeLease } from '../../core/lease/lease.ts'
import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { engineFaults } from '../faults.ts'
import { newWake } from './wake.ts'

/** How long a mapping is held that nobody renews, in milliseconds: what a remote holder's death costs. */
const lifeMs = 30_000

/** That this process, and no other, works on a mapping. */
export interface MappingLease {
  /** @throws PipelineError `engine.mapping-held` */
  readonly take: () => Promise<void>
  /** Looks whether it is still so. */
  readonly isMine: () => Promise<boolean>
  /** Who has the mapping instead, once that is known. */
  readonly lostTo: () => string | undefined
  readonly release: () => Promise<void>
}

/** What a mapping's lease is made of; `onLost` is called once, when it is seen that another process has it. */
export interface MappingLeaseOptions extends Pick<LeaseTerms, 'party' | 'clock'> {
  readonly mappingId: string
  readonly marks: LeaseMarks
  readonly onLost: (holder: string) => void
}

/** A lease that is renewed as long as it is held. */
export const mappingLease = (options: MappingLeaseOptions): MappingLease => {
  const { mappingId, marks, clock, onLost } = options
  const wake = newWake()
  let isReleased = false
  const isHeld = (): boolean => !isReleased
  let lease: Lease | undefined
  let lostTo: string | undefined
  let validUntilMs = 0

  const end = (): void => {
    isReleased = true
    wake.now()
  }
  const lose = (holder: string): void => {
    if (lostTo !== undefined) return
    lostTo = holder
    end()
    onLost(holder)
  }
  const renew = async (held: Lease): Promise<void> => {
    const untilMs = clock.now() + lifeMs
    try {
      const holder = await held.renew()
      if (holder === undefined) validUntilMs = untilMs
      else lose(holder)
    } catch (error) {
      // A disk that is full for a moment is no reason to stop; one that stays so gives the lease away.
      if (clock.now() >= validUntilMs)
        lose(`whoever comes next, since it cannot be renewed: ${reasonOf(error)}`)
    }
  }
  const keep = async (held: Lease): Promise<void> => {
    while (isHeld()) {
      await wake.sleep(clock, lifeMs / 3)
      if (isHeld()) await renew(held)
    }
  }
  let keeping: Promise<void> = Promise.resolve()

  return {
    lostTo: () => lostTo,
    take: async () => {
      const untilMs = clock.now() + lifeMs
      const taking = await takeLease(marks, { ...options, lifeMs })
      if (taking.type === 'held')
        throw raise(engineFaults, 'engine.mapping-held', { mapping: mappingId, holder: taking.by })
      lease = taking.lease
      validUntilMs = untilMs
      // A start that failed may be tried again.
      isReleased = false
      keeping = keep(lease)
    },
    isMine: async () => {
      if (lease === undefined || lostTo !== undefined) return false
      const holder = await lease.lostTo()
      if (holder !== undefined) lose(holder)
      return holder === undefined
    },
    release: async () => {
      end()
      await keeping
      // A mark that cannot be taken away runs out by itself.
      await lease?.release().catch(() => undefined)
      lease = undefined
    },
  }
}
