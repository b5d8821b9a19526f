import type { Batch } from '../dispatch/batch.ts'
import { deliveriesOf } from '../dispatch/batch.ts'
import type { BatchRecord } from '../dispatch/batch-record.ts'
import type { Delivery } from '../dispatch/delivery.ts'
import type { ProcessorFigures } from './observer.ts'

/** What is measured of a batch while it is delivered. */
export interface BatchMeasures {
  /** Deliveries that an earlier invocation had finished. */
  readonly earlier: Set<Delivery>
  /** Epoch milliseconds at which the last call for a delivery ended. */
  readonly endedAtMs: Map<Delivery, number>
  /** Milliseconds that each call took, by processor. */
  readonly callMs: Map<string, number[]>
}

type Counted = 'applied' | 'unchanged' | 'parked' | 'retried' | 'finishedBefore'

const countedAs = (delivery: Delivery, { earlier }: BatchMeasures): Counted => {
  if (earlier.has(delivery)) return 'finishedBefore'
  const { state } = delivery
  return state === 'applied' || state === 'unchanged' || state === 'parked' ? state : 'retried'
}

/** Nothing where the record does not say when its item was written. */
const writeToEffect = (delivery: Delivery, { endedAtMs }: BatchMeasures): readonly number[] => {
  const at = endedAtMs.get(delivery)
  const { createdAtMs } = delivery.record.view
  // The clocks of DynamoDB and of the function are two: an effect is not before its cause.
  return at === undefined || createdAtMs === 0 ? [] : [Math.max(0, at - createdAtMs)]
}

const figuresOf = (
  processor: string,
  deliveries: readonly Delivery[],
  received: number,
  measures: BatchMeasures,
): ProcessorFigures => {
  const counts = { applied: 0, unchanged: 0, parked: 0, retried: 0, finishedBefore: 0 }
  const writeToEffectMs: number[] = []
  for (const delivery of deliveries) {
    const counted = countedAs(delivery, measures)
    counts[counted] += 1
    if (counted === 'applied' || counted === 'unchanged')
      writeToEffectMs.push(...writeToEffect(delivery, measures))
  }
  return {
    ...{ processor, received, filtered: received - deliveries.length, ...counts, writeToEffectMs },
    callMs: measures.callMs.get(processor) ?? [],
  }
}

const isMalformed = ({ problem }: BatchRecord): boolean => problem !== undefined

/** What became of a batch, by processor; of malformed records only whoever sets them aside knows. */
export const batchFigures = (
  batch: Batch,
  processors: readonly string[],
  measures: BatchMeasures,
): readonly ProcessorFigures[] => {
  const sound = batch.records.filter(record => !isMalformed(record))
  const byProcessor = Map.groupBy(
    sound.flatMap(record => deliveriesOf(batch, record)),
    ({ processor }) => processor.name,
  )
  const known = processors.map(name => figuresOf(name, byProcessor.get(name) ?? [], sound.length, measures))
  const malformed = batch.records.filter(isMalformed).flatMap(record => deliveriesOf(batch, record))
  const [first] = malformed
  return first === undefined
    ? known
    : [...known, figuresOf(first.processor.name, malformed, malformed.length, measures)]
}
