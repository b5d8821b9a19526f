import type { Doubt } from '../../core/ledger/effect-claim.ts'
import type { RecordAccount } from '../accounting/account.ts'
import { openAccount } from '../accounting/account.ts'
import type { BlockedLanes } from './blocked-lanes.ts'
import { newBlockedLanes } from './blocked-lanes.ts'
import type { ObjectClaims } from './claims.ts'
import { newClaims } from './claims.ts'
import type { FoundObject } from './objects/found-object.ts'
import type { RedriveOptions } from './redrive-options.ts'

/** Objects that are read, taken in hand or set aside at once. */
export const objectsAtOnce = 16

const dayMs = 86_400_000

/** How many objects ended how, and how many records are through. */
interface ObjectTally {
  redriven: number
  failed: number
  left: number
  inHand: number
  /** Set aside by another redrive since they were found. */
  settledElsewhere: number
  recordsDone: number
  wouldDeliver: number
  /** Strict effects of which nobody can say whether they are there, and of which nothing was said. */
  inDoubt: number
}

/** As much of a planned delivery as decides whether it is chosen. */
interface ChoosableDelivery {
  readonly doubt?: Doubt
  readonly objects: readonly FoundObject[]
}

/** What the steps of one redrive share. */
export interface RedriveRun extends RedriveOptions {
  readonly timeoutMs: number
  readonly ledgerLifeMs: number
  readonly account: RecordAccount
  readonly tally: ObjectTally
  readonly objectClaims: ObjectClaims
  /** Lanes of which a change failed, or is in another redrive's hands: no later one may go before it. */
  readonly lanes: BlockedLanes
  /** Objects with something in doubt that is resolved now. */
  readonly resolving: Set<FoundObject>
  /** True for what this redrive is to do something about. */
  readonly isChosen: (processor: string, delivery: ChoosableDelivery) => boolean
}

/** A redrive that has not begun. */
export const newRun = (options: RedriveOptions): RedriveRun => {
  const resolving = new Set<FoundObject>()
  const { processor, resolve, timeoutMs = 60_000, ledgerLifeDays = 14, party, clock } = options
  return {
    ...options,
    timeoutMs,
    ledgerLifeMs: ledgerLifeDays * dayMs,
    account: openAccount(),
    tally: {
      redriven: 0,
      failed: 0,
      left: 0,
      inHand: 0,
      settledElsewhere: 0,
      recordsDone: 0,
      wouldDeliver: 0,
      inDoubt: 0,
    },
    objectClaims: newClaims(party, clock),
    lanes: newBlockedLanes(),
    resolving,
    isChosen: (name, { doubt, objects }) =>
      (processor === undefined || processor === name) &&
      (resolve === undefined || (doubt !== undefined && objects.some(each => resolving.has(each)))),
  }
}
