import { raise } from '../core/errors/pipeline-error.ts'
import { partyByClock } from '../core/lease/lease-party.ts'
import { admitFilter } from '../core/pattern/admit-filter.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { ageWarning } from './driver/age-warning.ts'
import type { Discovery } from './driver/discovery.ts'
import { newDiscovery } from './driver/discovery.ts'
import type { Opening } from './driver/lineage.ts'
import { listShards } from './driver/list-shards.ts'
import type { Mapping } from './driver/mapping.ts'
import { teller } from './driver/mapping.ts'
import { mappingLease } from './driver/mapping-lease.ts'
import { loadPositions } from './driver/positions.ts'
import type { ShardConsumer } from './driver/shard-consumer.ts'
import { shardConsumer } from './driver/shard-consumer.ts'
import { newWake } from './driver/wake.ts'
import { engineFaults } from './faults.ts'
import type { EventSourceMappingOptions } from './mapping-options.ts'
import { defaultChoices } from './machine/choices.ts'
import type { MetricPoint } from './metrics.ts'
import { newMetrics } from './metrics.ts'
import type { MappingSettings } from './settings.ts'
import { mappingSettings } from './settings.ts'
import { checkListing } from './stream-check.ts'

const asIt = (record: StreamRecord): unknown => record

const asItIs = { sent: asIt, filtered: asIt }

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
  /** With AWS's defaults where nothing was given. */
  readonly settings: MappingSettings
  readonly #mapping: Mapping
  readonly #filterWarnings: readonly string[]
  readonly #needs: EventSourceMappingOptions['needs']
  readonly #metrics = newMetrics()
  readonly #consumers = new Map<string, ShardConsumer>()
  readonly #wake = newWake()
  readonly #running = new Set<Promise<void>>()
  #started: Promise<void> | undefined
  #loop: Promise<void> | undefined
  #isStopped = false
  #round = 0
  #settledRound = 0

  constructor(options: EventSourceMappingOptions) {
    const { id, functionArn, source, target, checkpoints, onFailure, clock, random, newId } = options
    this.settings = mappingSettings(target.functionName, options.settings)
    this.#needs = options.needs
    const choices = { ...defaultChoices, ...options.choices }
    const filters = this.settings.FilterCriteria.Filters.map(({ Pattern }) => admitFilter(Pattern, choices))
    this.#filterWarnings = filters.flatMap(({ warnings }) => warnings)
    const tell = teller(id, clock, event => {
      this.#metrics.note(event)
      options.emit(event)
      warnOfAge(event)
    })
    const warnOfAge = ageWarning({ retentionMs: choices.retentionMs, clock }, event => {
      tell(event)
    })
    this.#mapping = {
      id,
      functionArn,
      settings: this.settings,
      choices,
      source,
      target,
      checkpoints,
      lease: mappingLease({
        mappingId: id,
        marks: checkpoints.marks(id),
        party: options.party ?? partyByClock(newId(), 'another mapping'),
        clock,
        onLost: holder => {
          tell({ event: 'LeaseLost', holder })
          this.#end()
        },
      }),
      onFailure,
      envelope: options.envelope ?? asItIs,
      patterns: filters.map(({ pattern }) => pattern),
      clock,
      random,
      newId,
      tell,
    }
  }

  /**
   * Takes up its position in the stream and begins to read.
   *
   * @throws PipelineError `engine.mapping-held`, `engine.stream-unreadable`, `engine.images-missing`; and whatever
   * loading the checkpoints rejects with
   */
  async start(): Promise<void> {
    const started = (this.#started ??= this.#begin())
    try {
      await started
    } catch (error) {
      this.#started = undefined
      throw error
    }
  }

  /** Ends reading, lets invocations that are under way end, and saves the checkpoints. */
  async stop(): Promise<void> {
    this.#end()
    // Why a start failed is told to whoever asked for it.
    await this.#started?.catch(() => undefined)
    await this.#loop
    await Promise.all(this.#running)
    await this.#mapping.lease.release()
  }

  #end(): void {
    this.#isStopped = true
    this.#wake.now()
    for (const consumer of this.#consumers.values()) consumer.stop()
  }

  async #begin(): Promise<void> {
    const { lease } = this.#mapping
    await lease.take()
    try {
      await this.#takeUp()
    } catch (error) {
      await lease.release()
      throw error
    }
  }

  async #takeUp(): Promise<void> {
    const { source, patterns, tell } = this.#mapping
    for (const message of this.#filterWarnings) tell({ event: 'FilterWarning', message })
    const positions = await loadPositions(this.#mapping)
    const { earlierArn } = positions
    if (earlierArn !== undefined) tell({ event: 'StreamFollows', earlierArn })
    const listed = await listShards(this.#mapping)
    if (listed.type !== 'failed') checkListing(source.streamArn, listed, patterns, this.#needs)
    const discovery = newDiscovery(this.#mapping, positions)
    // A position in the stream is a moment: it is taken up before a start is over.
    const look = await this.#lookAround(discovery)
    this.#loop = this.#run(discovery, look)
  }

  /**
   * Resolves when everything that is in the stream at this moment has been finished, or after `stop`.
   *
   * @throws PipelineError `engine.lease-lost` when another process has taken the mapping over
   */
  async whenCaughtUp(): Promise<void> {
    this.#round += 1
    const round = this.#round
    for (const consumer of this.#consumers.values()) consumer.look(round)
    this.#wake.now()
    while (!this.#isStopped && !this.#hasCaughtUp(round)) {
      await this.#mapping.clock.wait(this.#mapping.choices.pollIntervalMs / 5)
    }
    const { id, lease } = this.#mapping
    const holder = lease.lostTo()
    if (holder !== undefined) throw raise(engineFaults, 'engine.lease-lost', { mapping: id, holder })
  }

  /** CloudWatch's figures of this mapping by the minute; the EventCount family only where MetricsConfig asks for it. */
  metrics(): readonly MetricPoint[] {
    return this.#metrics.points(this.settings.MetricsConfig.Metrics)
  }

  #hasCaughtUp(round: number): boolean {
    if (this.#settledRound < round) return false
    return [...this.#consumers.values()].every(consumer => consumer.hasCaughtUp(round))
  }

  async #lookAround(discovery: Discovery): Promise<number> {
    const round = this.#round
    const look = await discovery.look()
    // What a stop has overtaken opens no shard: nobody would close it.
    if (look.type === 'seen' && !this.#isStopped) {
      for (const gap of look.gaps) this.#mapping.tell({ event: 'Gap', ...gap })
      for (const opening of look.open) this.#consume(discovery, opening)
    }
    for (const consumer of this.#consumers.values())
      if (consumer.isLost() && (look.type === 'gone' || discovery.lineage.isGone(consumer.shardId)))
        consumer.giveUp()
    if (look.type === 'gone' || (look.type === 'seen' && !look.isWaiting)) this.#settledRound = round
    return discovery.intervalMs(look)
  }

  async #run(discovery: Discovery, firstIntervalMs: number): Promise<void> {
    await this.#wake.sleep(this.#mapping.clock, firstIntervalMs)
    while (!this.#isStopped) {
      const intervalMs = await this.#lookAround(discovery)
      await this.#wake.sleep(this.#mapping.clock, intervalMs)
    }
  }

  #consume(discovery: Discovery, { shardId, parentShardId, beginning }: Opening): void {
    const consumer = shardConsumer(this.#mapping, shardId, beginning)
    this.#consumers.set(shardId, consumer)
    this.#mapping.tell({ event: 'ShardOpened', shardId, parentShardId })
    consumer.look(this.#round)
    const run = consumer
      .run()
      .then(() => {
        if (!consumer.isThrough()) return
        discovery.lineage.finish(shardId)
        discovery.expect()
        this.#consumers.delete(shardId)
        this.#settledRound = -1
        this.#mapping.tell({ event: 'ShardClosed', shardId })
        this.#wake.now()
      })
      .finally(() => this.#running.delete(run))
    this.#running.add(run)
  }
}
