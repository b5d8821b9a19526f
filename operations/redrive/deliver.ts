import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { encodeEntries } from '../../core/ledger/encode-entries.ts'
import type { LedgerEntry, LedgerEntries } from '../../core/ledger/ledger-entry.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RedriveResults } from './deliver-call.ts'
import { deliverCall } from './deliver-call.ts'
import type { PlannedRecord, RedrivePlan } from './plan.ts'
import { deliveryName } from './plan.ts'
import type { RedriveRun } from './redrive-run.ts'

/** Records that were delivered in one call, and how that ended. */
export interface DeliveredCall {
  readonly records: readonly PlannedRecord[]
  readonly results: RedriveResults
}

/** Records of one call, as many as a batch of the worked example. */
const batchSize = 100

const knownFacts = ({ records }: RedrivePlan): LedgerEntries =>
  new Map(
    records.map(({ name, view, deliveries }) => {
      const entries = [...deliveries].flatMap(([processor, { done }]): readonly [string, LedgerEntry][] =>
        done === undefined ? [] : [[processor, { done, attempts: 0, retryAlone: false }]],
      )
      return [name, { id: recordId(view), byProcessor: new Map(entries) }]
    }),
  )

/** A ledger of the tries of one delivery: knows what was known before it, and forgets all when it is through. */
const passingLedger = (known: LedgerEntries): LedgerStore => {
  const texts = known.size === 0 ? [] : [encodeEntries(known)]
  return {
    add: async ({ facts }) => {
      texts.push(facts)
      return Promise.resolve()
    },
    query: async () => Promise.resolve([...texts]),
  }
}

/** A record that nothing can be said about has failed for all who wanted it. */
const allFailed = (records: readonly PlannedRecord[], { code, message }: PipelineError): RedriveResults =>
  new Map(
    records.flatMap(({ name, deliveries }) =>
      [...deliveries.keys()].map(processor => [
        deliveryName(name, processor),
        { processor, outcome: 'retry', ran: true, attempt: 1, error: { code, message } } as const,
      ]),
    ),
  )

/** A call's results; `undefined` when one of its records fails it as a whole. */
const attempt = async (
  records: readonly PlannedRecord[],
  deliver: () => Promise<RedriveResults>,
): Promise<RedriveResults | undefined> => {
  try {
    return await deliver()
  } catch (error) {
    if (!isPipelineError(error) || !error.code.startsWith('record.')) throw error
    return records.length > 1 ? undefined : allFailed(records, error)
  }
}

/**
 * Delivers what is open of a plan, call by call, until all is delivered or an end is asked for; whoever listens settles
 * each call before the next one is made. After a record failed its call as a whole, the call's records go one by one:
 * what was under way beside it may be repeated, as after a bisect, but once and not at every halving.
 *
 * @throws PipelineError `redrive.claim-lost`, and of disposition `stop`
 */
export const deliverPlan = async function* (
  plan: RedrivePlan,
  run: RedriveRun,
): AsyncGenerator<DeliveredCall, void, undefined> {
  const passing = passingLedger(knownFacts(plan))
  const waiting = [...chunksOf(plan.records, batchSize)]
  for (let next = waiting.shift(); next !== undefined && !run.signal.aborted; next = waiting.shift()) {
    const records = next
    await run.objectClaims.keep()
    const results = await attempt(records, async () => deliverCall(plan, records, passing, run))
    if (results === undefined) waiting.unshift(...records.map(each => [each]))
    else yield { records, results }
  }
}
