import { reasonOf } from '../../core/errors/thrown.ts'
import { failureDocument } from '../machine/failure-document.ts'
import type { Discard } from '../machine/shard-lane.ts'
import type { Mapping } from './mapping.ts'

/** Tells of a discarded batch, at the failure destination if there is one. */
export const writeDiscard = async (
  mapping: Mapping,
  shardId: string,
  discard: Discard,
  requestId: string,
): Promise<void> => {
  const { onFailure, clock, source, functionArn, choices } = mapping
  mapping.tell({ event: 'Discarded', shardId, records: discard.records, condition: discard.condition })
  if (onFailure === undefined) return
  const document = failureDocument(discard, {
    requestId,
    functionArn,
    shardId,
    streamArn: source.streamArn,
    nowMs: clock.now(),
    withPayload: onFailure.kind === 's3' || (onFailure.kind === 'kafka' && choices.kafkaPayload),
  })
  for (let failed = 1; failed <= choices.destinationTries; failed += 1) {
    try {
      await onFailure.write(document, mapping.id)
      mapping.tell({
        event: 'DestinationDelivered',
        shardId,
        size: discard.span?.count ?? discard.records.length,
      })
      return
    } catch (error) {
      mapping.tell({ event: 'DestinationFailed', shardId, message: reasonOf(error) })
      if (failed < choices.destinationTries) await clock.wait(choices.firstRetryDelayMs)
    }
  }
}
