import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { EventSourceMapping } from '../engine/event-source-mapping.ts'
import { inProcessFunction } from '../engine/function/in-process-function.ts'
import type { StreamSource } from '../engine/ports/stream-source.ts'
import type { SimulatedClock } from '../engine/simulated-clock.ts'

/** The stream that is measured with. */
export const benchStreamArn =
  'arn:aws:dynamodb:eu-central-1:123456789012:table/bench/stream/2026-01-01T00:00:00.000'

/** A mapping of a stream to a function that does nothing but tell how many records came. */
export const benchMapping = (
  source: StreamSource,
  clock: SimulatedClock,
  tell: (records: number) => void,
): EventSourceMapping => {
  let ids = 0
  return new EventSourceMapping({
    id: 'bench',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:bench',
    settings: { StartingPosition: 'TRIM_HORIZON' },
    source,
    target: inProcessFunction({
      functionName: 'bench',
      clock,
      handler: ({ Records }) => {
        tell(Records.length)
      },
    }),
    checkpoints: memoryCheckpointStore(),
    clock,
    random: () => 0.5,
    newId: () => String((ids += 1)),
    emit: () => undefined,
  })
}
