import type { Clock } from '../core/clock.ts'
import { admitFilter } from '../core/pattern/admit-filter.ts'
import type { Mapping } from './driver/mapping.ts'
import { teller } from './driver/mapping.ts'
import type { ShardConsumer } from './driver/shard-consumer.ts'
import { shardConsumer } from './driver/shard-consumer.ts'
import { listShards } from './driver/list-shards.ts'
import { newWake } from './driver/wake.ts'
import type { Emit } from './events.ts'
import type { EngineChoices } from './machine/choices.ts'
import { defaultChoices } from './machine/choices.ts'
import type { Checkpoint, CheckpointStore } from './ports/checkpoint-store.ts'
import type { FailureDestination } from './ports/failure-destination.ts'
import type { FunctionTarget } from './ports/function-target.ts'
import type { ShardDescription, ShardPosition, StreamSource } from './ports/stream-source.ts'
import type { MappingSettings } from './settings.ts'
import { mappingSettings } from './settings.ts'

/** What an {@link EventSourceMapping} is made of. */
export interface EventSourceMappingOptions {
  /** Name under which checkpoints are kept; AWS calls it the UUID. */
  readonly id: string
  readonly functionArn: string
  readonly settings: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'>
  readonly source: StreamSource
  readonly target: FunctionTarget
  readonly checkpoints: CheckpointStore
  readonly onFailure?: FailureDestination
  readonly choices?: Partial<EngineChoices>
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly emit: Emit
}

/** How often a stream without new shards is listed, in milliseconds. */
const listIntervalMs = 2_000

/**
 * A local event source mapping: reads a DynamoDB stream and invokes a function with its batches as Lambda does.
 *
 * @example
 * ```ts
 * const mapping = new EventSourceMapping({ id: 'orders', settings: { StartingPosition: 'TRIM_HORIZON' }, … })
 * await mapping.start()
 * await mapping.whenCaughtUp()
 * await mapping.stop()
 * ```
 * @throws PipelineError `engine.setting-invalid`, `filter.pattern-invalid`
 */
export class EventSourceMapping {
  readonly settings: MappingSettings
  readonly #mapping: Mapping
  readonly #filterWarnings: readonly string[]
  readonly #consumers = new Map<string, ShardConsumer>()
  readonly #through = new Set<string>()
  readonly #wake = newWake()
  readonly #running = new Set<Promise<void>>()
  #loop: Promise<void> | undefined
  #isStopped = false
  #round = 0
  #listedRound = 0

  constructor(options: EventSourceMappingOptions) {
    const { id, functionArn, source, target, checkpoints, onFailure, clock, random, newId } = options
    this.settings = mappingSettings(target.functionName, options.settings)
    const choices = { ...defaultChoices, ...options.choices }
    const filters = this.settings.FilterCriteria.Filters.map(({ Pattern }) => admitFilter(Pattern, choices))
    this.#filterWarnings = filters.flatMap(({ warnings }) => warnings)
    this.#mapping = {
      id,
      functionArn,
      settings: this.settings,
      choices,
      source,
      target,
      checkpoints,
      onFailure,
      patterns: filters.map(({ pattern }) => pattern),
      clock,
      random,
      newId,
      tell: teller(id, clock, options.emit),
    }
  }

  /** Loads the checkpoints and begins to read. Rejects when they cannot be loaded. */
  async start(): Promise<void> {
    if (this.#loop !== undefined) return
    const { checkpoints, id, tell } = this.#mapping
    for (const message of this.#filterWarnings) tell({ event: 'FilterWarning', message })
    const known = await checkpoints.load(id)
    for (const [shardId, { type }] of known) if (type === 'shard-end') this.#through.add(shardId)
    this.#loop = this.#run(known)
  }

  /** Ends reading, lets invocations that are under way end, and saves the checkpoints. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake.now()
    for (const consumer of this.#consumers.values()) consumer.stop()
    await this.#loop
    await Promise.all(this.#running)
  }

  /** Resolves when everything that is in the stream at this moment has been finished, or after `stop`. */
  async whenCaughtUp(): Promise<void> {
    this.#round += 1
    const round = this.#round
    for (const consumer of this.#consumers.values()) consumer.look(round)
    this.#wake.now()
    while (!this.#isStopped && !this.#hasCaughtUp(round)) {
      await this.#mapping.clock.wait(this.#mapping.choices.pollIntervalMs / 5)
    }
  }

  #hasCaughtUp(round: number): boolean {
    if (this.#listedRound < round) return false
    return [...this.#consumers.values()].every(consumer => consumer.hasCaughtUp(round))
  }

  async #run(known: ReadonlyMap<string, Checkpoint>): Promise<void> {
    const { clock, choices } = this.#mapping
    // Whatever is there before the first listing is old to a mapping that begins at LATEST.
    let isFirst = known.size === 0
    while (!this.#isStopped) {
      const round = this.#round
      const shards = await listShards(this.#mapping)
      if (shards !== undefined) {
        this.#open(shards, known, isFirst)
        isFirst = false
        this.#listedRound = round
      }
      await this.#wake.sleep(clock, shards === undefined ? choices.pollIntervalMs : listIntervalMs)
    }
  }

  /** Starts the shards whose turn it is. */
  #open(shards: readonly ShardDescription[], known: ReadonlyMap<string, Checkpoint>, isFirst: boolean): void {
    if (isFirst && this.settings.StartingPosition === 'LATEST') this.#passOverParents(shards)
    const listed = new Set(shards.map(({ shardId }) => shardId))
    for (const { shardId, parentShardId } of shards) {
      if (this.#consumers.has(shardId) || this.#through.has(shardId)) continue
      if (this.#isParentDone(parentShardId, listed))
        this.#consume(shardId, parentShardId, this.#positionFor(shardId, known, isFirst))
    }
  }

  /** A shard that has a child is closed: it holds only what was written before the mapping began. */
  #passOverParents(shards: readonly ShardDescription[]): void {
    for (const { parentShardId } of shards) if (parentShardId !== undefined) this.#through.add(parentShardId)
  }

  /** A parent is done when all of it is finished, or when it left the stream before this mapping saw it. */
  #isParentDone(parentShardId: string | undefined, listed: ReadonlySet<string>): boolean {
    if (parentShardId === undefined || this.#through.has(parentShardId)) return true
    return !listed.has(parentShardId) && !this.#consumers.has(parentShardId)
  }

  #positionFor(shardId: string, known: ReadonlyMap<string, Checkpoint>, isFirst: boolean): ShardPosition {
    const checkpoint = known.get(shardId)
    if (checkpoint?.type === 'after') {
      return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: checkpoint.sequenceNumber }
    }
    // A shard that appears later is a child: none of its records are old.
    return { type: isFirst ? this.settings.StartingPosition : 'TRIM_HORIZON' }
  }

  #consume(shardId: string, parentShardId: string | undefined, position: ShardPosition): void {
    const consumer = shardConsumer(this.#mapping, shardId, position)
    this.#consumers.set(shardId, consumer)
    this.#mapping.tell({ event: 'ShardOpened', shardId, parentShardId })
    consumer.look(this.#round)
    const run = consumer
      .run()
      .then(() => {
        if (!consumer.isThrough()) return
        this.#through.add(shardId)
        this.#consumers.delete(shardId)
        this.#listedRound = -1
        this.#mapping.tell({ event: 'ShardClosed', shardId })
        this.#wake.now()
      })
      .finally(() => this.#running.delete(run))
    this.#running.add(run)
  }
}
