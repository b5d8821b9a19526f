import { failureDocument } from '../machine/failure-document.ts'
import type { Discard } from '../machine/lane.ts'
import type { Mapping } from './mapping.ts'

/** A destination that cannot be written to is tried so often; then the shard goes on, as AWS's does. */
const tries = 3

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
    withPayload: onFailure.kind === 's3',
  })
  for (let failed = 1; failed <= tries; failed += 1) {
    try {
      await onFailure.write(document, mapping.id)
      return
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      mapping.tell({ event: 'DestinationFailed', shardId, message })
      if (failed < tries) await clock.wait(choices.firstRetryDelayMs)
    }
  }
}
