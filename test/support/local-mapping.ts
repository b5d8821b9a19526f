import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { randomUUID } from 'node:crypto'
import type { MemoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { memoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import type { EngineChoices } from '../../engine/machine/choices.ts'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import type { FunctionEnvelope } from '../../engine/ports/envelope.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { ScriptedSource } from '../../engine/sources/scripted-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import type { RecordSketch } from './records.ts'
import { recordOf, streamArn } from './records.ts'

/** A mapping over a scripted stream on a simulated clock, and everything that can be watched of it. */
export interface LocalMapping {
  readonly mapping: EventSourceMapping
  readonly source: ScriptedSource
  readonly clock: SimulatedClock
  readonly checkpoints: CheckpointStore
  readonly onFailure: MemoryFailureDestination
  readonly events: readonly EngineEvent[]
  /** Sequence numbers of each invocation, in order. */
  readonly invocations: readonly (readonly number[])[]
  /** Starts, and lets time pass until everything that is in the stream is finished. */
  readonly drain: () => Promise<void>
}

/** What a test says of a mapping; the function succeeds unless told otherwise. */
export interface LocalMappingSketch {
  readonly id?: string
  readonly settings?: Partial<MappingSettings>
  readonly choices?: Partial<EngineChoices>
  readonly handler?: (numbers: readonly number[], count: number) => unknown
  readonly target?: FunctionTarget
  readonly envelope?: FunctionEnvelope
  readonly timeoutMs?: number
  readonly source?: ScriptedSource
  readonly clock?: SimulatedClock
  readonly checkpoints?: CheckpointStore
  /** Who holds the mapping, for others. */
  readonly holder?: string
  readonly onFailure?: MemoryFailureDestination | 'none'
}

/** What a killed process has saved, its lease run out. */
export const afterKill = (store: CheckpointStore): CheckpointStore => ({
  ...store,
  marks: () => memoryLeaseMarks(),
})

export const numberOf = (record: StreamRecord): number => Number(record.dynamodb?.SequenceNumber)

/** Records 1 to n, each of an item of its own unless told otherwise. */
export const recordsTo = (count: number, sketch: Partial<RecordSketch> = {}): readonly StreamRecord[] =>
  Array.from({ length: count }, (_, index) => recordOf({ seq: index + 1, key: `k${index + 1}`, ...sketch }))

const failing = { batchItemFailures: [{ itemIdentifier: '' }] }

/** The answer of a function that reports these records. */
export const reported = (...numbers: readonly number[]): unknown => ({
  batchItemFailures: numbers.map(number => ({ itemIdentifier: String(number).padStart(21, '0') })),
})

/** An answer that fails the whole batch. */
export const wholeFailure: unknown = failing

/** A mapping that reads from TRIM_HORIZON one open shard `shard-1`, unless told otherwise. */
export const localMapping = (sketch: LocalMappingSketch = {}): LocalMapping => {
  const clock = sketch.clock ?? simulatedClock()
  const source = sketch.source ?? scriptedSource(streamArn)
  if (sketch.source === undefined) source.addShard('shard-1')
  const checkpoints = sketch.checkpoints ?? memoryCheckpointStore()
  const onFailure =
    sketch.onFailure === undefined || sketch.onFailure === 'none'
      ? memoryFailureDestination()
      : sketch.onFailure
  const events: EngineEvent[] = []
  const invocations: (readonly number[])[] = []
  const inProcess = inProcessFunction({
    functionName: 'local',
    clock,
    ...(sketch.timeoutMs !== undefined && { timeoutMs: sketch.timeoutMs }),
    handler: ({ Records }) => {
      const numbers = Records.map(numberOf)
      invocations.push(numbers)
      return sketch.handler?.(numbers, invocations.length)
    },
  })
  let ids = 0
  const mapping = new EventSourceMapping({
    id: sketch.id ?? 'mapping-1',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:local',
    settings: {
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...sketch.settings,
    },
    source,
    target: sketch.target ?? inProcess,
    ...(sketch.envelope !== undefined && { envelope: sketch.envelope }),
    checkpoints,
    party: partyByClock(sketch.holder ?? randomUUID(), sketch.holder ?? 'another mapping'),
    ...(sketch.onFailure !== 'none' && { onFailure }),
    choices: { retryJitter: 0, ...sketch.choices },
    clock,
    random: () => 0.5,
    newId: () => `request-${(ids += 1)}`,
    emit: event => events.push(event),
  })
  const drain = async (): Promise<void> => {
    await mapping.start()
    await clock.until(mapping.whenCaughtUp())
  }
  return { mapping, source, clock, checkpoints, onFailure, events, invocations, drain }
}
