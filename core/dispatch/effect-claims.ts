import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import { claimEffect, claimPlace, endClaim } from '../ledger/claim-effect.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { ClaimStanding, EffectClaim } from '../ledger/effect-claim.ts'
import { recordId } from '../ledger/ledger.ts'
import type { ClaimOptions } from './claim-options.ts'
import type { Delivery } from './delivery.ts'
import { inTime } from './in-time.ts'
import { logError } from './log-error.ts'
import type { DispatchOptions } from './options.ts'
import { timeShareMs } from './time-shares.ts'

/** How a claimed effect ended, as far as can be told. */
export type EffectEnd = 'released' | 'done' | 'doubted'

/** The claims of one run of a batch. */
export interface EffectClaims {
  /**
   * Claims the effect of a delivery; `undefined` when it is ours, otherwise what stands in the way.
   * @throws PipelineError `delivery.claim-unwritable`
   */
  readonly take: (
    delivery: Delivery,
  ) => Promise<Exclude<ClaimStanding, { readonly type: 'free' }> | undefined>
  /** When the effect of a delivery was claimed, in epoch milliseconds, while the claim is ours. */
  readonly claimedAtMs: (delivery: Delivery) => number | undefined
  /** Says how the effect of a delivery ended. What cannot be written stays claimed, and is in doubt for others. */
  readonly end: (delivery: Delivery, state: EffectEnd, error?: Error) => Promise<void>
}

/** A claim that is ours, and where it stands. */
interface Held {
  readonly store: ClaimStore
  readonly place: string
  readonly claim: EffectClaim
}

const codeOf = (error: Error): string => (isPipelineError(error) ? error.code : error.name)

const unwritable = (cause: unknown): Error =>
  raise(deliveryFaults, 'delivery.claim-unwritable', { reason: reasonOf(cause) }, { cause })

/** None claimed yet. */
export const newEffectClaims = (options: DispatchOptions): EffectClaims => {
  const { claims, clock, stage, deadlineAtMs } = options
  const held = new Map<Delivery, Held>()
  const expiresAtMs = (): number => clock.now() + (claims?.lifeMs ?? options.ledgerLifeMs)

  const write = async (mine: Held, state: EffectEnd, why?: string): Promise<boolean> =>
    inTime(timeShareMs('claim', options), clock, async signal =>
      endClaim(mine.store, mine.place, mine.claim, { state, ...(why && { why }) }, expiresAtMs(), signal),
    )

  const heldFor = (delivery: Delivery, { store, newId, functionName }: ClaimOptions): Held => {
    const { processor, record } = delivery
    const scope = {
      stage,
      functionName: functionName ?? options.functionName,
      streamArn: record.view.streamArn,
    }
    const place = claimPlace(scope, processor.name, recordId(record.view))
    return {
      store,
      place,
      claim: { state: 'claimed', id: newId(), atMs: clock.now(), untilMs: deadlineAtMs },
    }
  }

  return {
    take: async delivery => {
      if (claims === undefined) throw unwritable('the function was given no claims')
      const mine = heldFor(delivery, claims)
      try {
        const standing = await inTime(timeShareMs('claim', options), clock, async signal =>
          claimEffect(mine.store, mine.place, mine.claim, expiresAtMs(), signal),
        )
        if (standing === undefined) held.set(delivery, mine)
        return standing
      } catch (cause) {
        // It may stand there all the same, and nobody has begun: taken back it is in nobody's way.
        await write(mine, 'released').catch(() => undefined)
        throw unwritable(cause)
      }
    },
    claimedAtMs: delivery => held.get(delivery)?.claim.atMs,
    end: async (delivery, state, error) => {
      const mine = held.get(delivery)
      if (mine === undefined) return
      held.delete(delivery)
      try {
        await write(mine, state, error && `it ended with ${codeOf(error)}`)
      } catch (cause) {
        const { processor, record } = delivery
        const failure = raise(
          deliveryFaults,
          'delivery.claim-unfinished',
          { processor: processor.name, state, reason: reasonOf(cause) },
          { cause },
        )
        const { sequenceNumber } = record.view
        logError(options, 'error', failure, { processor: processor.name, sequenceNumber }, [record.view])
      }
    },
  }
}
