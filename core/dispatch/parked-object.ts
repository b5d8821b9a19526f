import { describeError } from '../errors/describe-error.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isFault, isPipelineError } from '../errors/pipeline-error.ts'
import type { ParkedObject } from '../parking/park.ts'
import { creationTimeMs } from '../record/creation-time.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { DispatchOptions } from './options.ts'
import type { Delivery } from './delivery.ts'

const reasonFor = (error: Error): ParkedObject['reason'] => {
  const { name, code = name, message, stack, causes } = describeError(error)
  const remedy = isPipelineError(error) ? error.remedy : 'Mend the handler or the item, then redrive.'
  return { code, message, remedy, ...(stack !== undefined && { stack }), causes }
}

/** A time that cannot be read is no reason not to park what has it: the record in the object still says it. */
const writtenAt = ({ dynamodb }: StreamRecord): { readonly firstSeenAt?: string } => {
  const ms = creationTimeMs(dynamodb?.ApproximateCreationDateTime)
  return ms === undefined ? {} : { firstSeenAt: new Date(ms).toISOString() }
}

/** Said by itself, so that nobody who brings it back takes it for a change that has had no effect. */
const doubtIn = (error: Error): Pick<ParkedObject, 'inDoubt'> => {
  if (!isFault(error, deliveryFaults, 'delivery.in-doubt')) return {}
  const { claimedAtMs, why } = error.detail
  return {
    inDoubt: { ...(claimedAtMs !== undefined && { claimedAt: new Date(claimedAtMs).toISOString() }), why },
  }
}

/** A change as it is set aside. Never throws, whatever the record holds. */
export const parkedObject = (
  { processor, record: { view } }: Delivery,
  attempts: number,
  error: Error,
  { functionName, stage }: Pick<DispatchOptions, 'functionName' | 'stage'>,
): ParkedObject => ({
  schemaVersion: 1,
  processor: processor.name,
  functionName,
  stage,
  streamArn: view.streamArn,
  key: view.key,
  sequenceNumber: view.sequenceNumber,
  reason: reasonFor(error),
  attempts,
  ...doubtIn(error),
  ...writtenAt(view.record),
  record: view.record,
})
