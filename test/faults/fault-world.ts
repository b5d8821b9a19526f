import { memoryFailedObjects } from '../../adapters/memory/memory-failed-objects.ts'
import { memoryCheckpointStore } from '../../engine/ports/memory-checkpoint-store.ts'
import type { Checkpoint, CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import { failureObjectKey } from '../../engine/ports/failure-destination.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { Clock } from '../../core/clock.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import { silentLogger } from '../../core/logger.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { RedriveSummary } from '../../operations/redrive/redrive-event.ts'
import { redrive } from '../../operations/redrive/redrive.ts'
import type { Mortal } from '../engine-model/mortal.ts'
import { mortal } from '../engine-model/mortal.ts'
import type { Dice } from '../engine-model/plan.ts'
import { diceOf } from '../engine-model/plan.ts'
import type { FaultSurroundings } from './fault-function.ts'
import { containerPorts, faultFunction } from './fault-function.ts'
import { eventProcessors, stateProcessors } from './fault-processors.ts'
import type { HeldSinks } from './held-sinks.ts'
import { heldSinks, writeName } from './held-sinks.ts'
import type { Weather } from './weather.ts'
import type { TableHabits, WrittenStream, WrittenTable } from './written-table.ts'
import { writtenTable } from './written-table.ts'

/** The two functions on the stream. */
export const functionNames = ['projections', 'reactions'] as const

/** Which of them. */
export type FaultFunctionName = (typeof functionNames)[number]

/** One event source mapping in a process that may be killed. */
export interface MappingProcess {
  readonly name: FaultFunctionName
  readonly stream: WrittenStream
  readonly mapping: EventSourceMapping
  readonly body: Mortal
  /** Stops its time; what it has sent goes on. */
  readonly pause: (isPaused: boolean) => void
}

/** What a world is made of. */
export interface FaultWorldOptions {
  readonly seed: number
  readonly habits: Omit<TableHabits, 'keys' | 'shards'>
  readonly keys: readonly string[]
  readonly shards: number
  readonly settings: Partial<MappingSettings>
  readonly gcDeletesMs: number
  /** How often an idle shard is asked. */
  readonly pollIntervalMs: number
  /** @defaultValue simulated time */
  readonly clock?: SimulatedClock
  /** Other sinks than those in memory. */
  readonly sinks?: Partial<Pick<HeldSinks, 'search' | 'cacheStore'>>
  /** Processes know of each other's leases. @defaultValue false */
  readonly sharesLeases?: boolean
  /** The source as mappings see it. */
  readonly through?: (source: StreamSource, name: FaultFunctionName, world: FaultWorld) => StreamSource
}

/** The whole path: a table that is written, its streams, mappings, functions and sinks, on one clock. */
export interface FaultWorld {
  readonly dice: Dice
  readonly clock: SimulatedClock
  readonly table: WrittenTable
  readonly sinks: HeldSinks
  readonly weather: Weather
  readonly surroundings: FaultSurroundings
  readonly late: Promise<unknown>[]
  readonly events: EngineEvent[]
  readonly processes: MappingProcess[]
  /** Saves of checkpoints that are still to fail, by shard; `*` for any. */
  readonly failingSaves: Map<string, number>
  /** Writes whose records left the stream unread. */
  readonly lost: Set<string>
  /** What was seen to be wrong while the play went on. */
  readonly problems: string[]
  readonly startMapping: (name: FaultFunctionName, stream?: WrittenStream) => Promise<MappingProcess>
  readonly stopMapping: (process: MappingProcess) => Promise<void>
  readonly killMapping: (process: MappingProcess) => void
  readonly redrive: () => Promise<RedriveSummary>
  /** What lies parked or discarded. */
  readonly parked: () => readonly ParkedObject[]
}

const baseSettings: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'> = {
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 10_000,
  MaximumRecordAgeInSeconds: 86_400,
}

const checkpointsOf = (
  inner: CheckpointStore,
  failingSaves: Map<string, number>,
  onSave: (mappingId: string, streamArn: string, shardId: string, checkpoint: Checkpoint) => void,
): CheckpointStore => ({
  ...inner,
  save: async (mappingId, streamArn, shardId, checkpoint) => {
    for (const which of [shardId, '*']) {
      const left = failingSaves.get(which) ?? 0
      if (left === 0) continue
      failingSaves.set(which, left - 1)
      throw new Error('the checkpoint cannot be written')
    }
    onSave(mappingId, streamArn, shardId, checkpoint)
    return inner.save(mappingId, streamArn, shardId, checkpoint)
  },
})

/**
 * A checkpoint of the function that acts says that everything before it is told: in the audit, parked or discarded.
 * Looks at the writes alone, each of them once.
 */
const prefixCheck = (
  table: WrittenTable,
  sinks: HeldSinks,
  lost: ReadonlySet<string>,
  problems: string[],
): ((mappingId: string, streamArn: string, shardId: string, checkpoint: Checkpoint) => void) => {
  const looked = new Map<string, number>()
  return (mappingId, streamArn, shardId, checkpoint) => {
    if (mappingId !== 'reactions' || checkpoint.type !== 'after') return
    const place = `${streamArn} ${shardId}`
    const limit = BigInt(checkpoint.sequenceNumber)
    let at = looked.get(place) ?? 0
    for (; at < table.writes.length; at += 1) {
      const write = table.writes[at]
      if (write?.streamArn !== streamArn || write.shardId !== shardId) continue
      if (BigInt(write.sequenceNumber) > limit) break
      const name = writeName(write)
      const isTold = lost.has(name) || sinks.audited.has(name) || isFailed(sinks, write.sequenceNumber)
      if (!isTold)
        problems.push(
          `checkpoint: ${shardId} is said to be done up to ${checkpoint.sequenceNumber}, and ${name} is not`,
        )
    }
    looked.set(place, at)
  }
}

const isFailed = ({ failed }: HeldSinks, sequenceNumber: string): boolean =>
  [...failed.values()].some(text => text.includes(sequenceNumber))

const parkedIn = ({ failed }: HeldSinks): readonly ParkedObject[] =>
  [...failed].filter(([key]) => key.startsWith('parked/')).map(([, text]) => JSON.parse(text) as ParkedObject)

const redriveAll = async (world: Omit<FaultWorld, 'redrive'>): Promise<RedriveSummary> => {
  const { sinks, surroundings, clock } = world
  const { reached, ledger, claims, items } = containerPorts(surroundings, () => ({
    isDead: false,
    kill: () => undefined,
  }))
  return redrive({
    from: [memoryFailedObjects(sinks.failed)],
    registries: new Map([
      ['projections', registry(stateProcessors(reached))],
      ['reactions', registry(eventProcessors(reached))],
    ]),
    ledger,
    claims,
    items,
    newId: surroundings.newId,
    party: partyByClock(surroundings.newId(), 'a redrive'),
    stage: 'test',
    dryRun: false,
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    tell: () => undefined,
  })
}

const startProcess = async (
  world: Pick<FaultWorld, 'clock' | 'dice' | 'events' | 'processes' | 'surroundings'>,
  parts: {
    readonly name: FaultFunctionName
    readonly stream: WrittenStream
    readonly source: StreamSource
    readonly target: FunctionTarget
    readonly checkpoints: CheckpointStore
    readonly settings: Partial<MappingSettings>
    readonly pollIntervalMs: number
    readonly sharesLeases: boolean
  },
): Promise<MappingProcess> => {
  const { clock, dice, events, processes, surroundings } = world
  const { name, stream, source, target, checkpoints, settings } = parts
  const onFailure = {
    kind: 's3' as const,
    write: async (document: Parameters<typeof failureObjectKey>[1], mappingId: string) =>
      Promise.resolve(
        void surroundings.sinks.failed.set(failureObjectKey(mappingId, document), JSON.stringify(document)),
      ),
  }
  const state = { isPaused: false }
  const own: Clock = {
    now: clock.now,
    wait: async (ms, signal) => {
      await clock.wait(ms, signal)
      while (state.isPaused) await clock.wait(1_000)
    },
  }
  const body = mortal({ clock: own, source, target, checkpoints, onFailure }, () => dice.below(5))
  const mapping = new EventSourceMapping({
    ...body,
    ...(parts.sharesLeases && { checkpoints: { ...body.checkpoints, marks: checkpoints.marks } }),
    id: name,
    functionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
    settings: { ...baseSettings, ...settings },
    choices: { pollIntervalMs: parts.pollIntervalMs, destinationTries: Infinity },
    random: dice.random,
    newId: surroundings.newId,
    emit: event => {
      if (
        ![
          'RecordSeen',
          'FilterDecided',
          'BatchFormed',
          'InvokeStarted',
          'InvokeEnded',
          'Checkpointed',
        ].includes(event.event)
      )
        events.push(event)
    },
  })
  const pause = (isPaused: boolean): void => {
    state.isPaused = isPaused
  }
  const process: MappingProcess = { name, stream, mapping, body, pause }
  processes.push(process)
  await clock.until(mapping.start())
  return process
}

/** An empty table in fair weather, with nothing started. */
export const faultWorld = (options: FaultWorldOptions): FaultWorld => {
  const {
    seed,
    habits,
    keys,
    shards,
    settings,
    gcDeletesMs,
    pollIntervalMs,
    through,
    sharesLeases = false,
  } = options
  const dice = diceOf(seed)
  const clock = options.clock ?? simulatedClock()
  const table = writtenTable(dice, { ...habits, keys, shards }, clock.now)
  const sinks = { ...heldSinks(clock, gcDeletesMs), ...options.sinks }
  const weather: Weather = { at: {}, isCalm: false, searchRestarts: 0 }
  const late: Promise<unknown>[] = []
  const problems: string[] = []
  const failingSaves = new Map<string, number>()
  const lost = new Set<string>()
  let ids = 0
  const newId = (): string => `id-${(ids += 1)}`
  const surroundings: FaultSurroundings = {
    clock,
    dice,
    weather,
    table,
    sinks,
    late,
    newId,
    asked: { count: 0 },
  }
  const targets = {
    projections: faultFunction(surroundings, 'projections', stateProcessors),
    reactions: faultFunction(surroundings, 'reactions', eventProcessors),
  }
  const saved = memoryCheckpointStore()
  const checkpoints = checkpointsOf(saved, failingSaves, prefixCheck(table, sinks, lost, problems))
  const processes: MappingProcess[] = []
  const gone = (process: MappingProcess): void => {
    processes.splice(processes.indexOf(process), 1)
  }
  const base = {
    dice,
    clock,
    table,
    sinks,
    weather,
    surroundings,
    late,
    events: [],
    processes,
    failingSaves,
    lost,
    problems,
  }
  const world: FaultWorld = {
    ...base,
    startMapping: async (name, stream = table.current()) =>
      startProcess(base, {
        name,
        stream,
        source: through === undefined ? stream.source : through(stream.source, name, world),
        target: targets[name],
        checkpoints,
        settings,
        pollIntervalMs,
        sharesLeases,
      }),
    stopMapping: async process => {
      gone(process)
      await clock.until(process.mapping.stop())
    },
    killMapping: process => {
      gone(process)
      process.body.kill()
    },
    redrive: async () => clock.until(redriveAll(world)),
    parked: () => parkedIn(sinks),
  }
  return world
}
