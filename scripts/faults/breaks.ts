/** A deliberate break of the product, and who has to notice it. */
export interface DeliberateBreak {
  /** What of the delivery it breaks: versions, order, ledger and so on. */
  readonly of: string
  /** What the broken code does. */
  readonly does: string
  readonly file: string
  /** Text that is in the file exactly once, and what stands there instead. */
  readonly from: string
  readonly to: string
  /** Scenarios and known failures that fail with it, each of them. */
  readonly noticedBy: readonly string[]
  /** Seeds that it takes, where three are few. */
  readonly seeds?: number
}

const inDispatch = (file: string): string => `core/dispatch/${file}.ts`
const inIndex = (file: string): string => `processors/search-index/${file}.ts`

/** Of what a delivery does with the answers that it is given. */
const ofDeliveries: readonly DeliberateBreak[] = [
  {
    of: 'lowest failure',
    does: 'the function reports the highest unfinished record alone',
    file: inDispatch('response'),
    from: 'reporting(deliveries.filter(delivery => !isFinished(delivery)).map(({ record }) => record))',
    to: 'reporting(deliveries.filter(delivery => !isFinished(delivery)).map(({ record }) => record).slice(-1))',
    noticedBy: ['F16'],
  },
  {
    of: 'lowest failure',
    does: 'the mapping goes on after the highest reported record',
    file: 'engine/machine/interpret-response.ts',
    from: 'Math.min(lowest, position)',
    to: 'Math.max(lowest, position)',
    noticedBy: ['F16', 'F17'],
  },
  {
    of: 'order',
    does: 'an item’s changes go on after one that failed',
    file: inDispatch('run-lanes'),
    from: 'if (!isFinished(delivery) && !breaker.hasRefused(delivery)) break',
    to: 'if (!isFinished(delivery) && !breaker.hasRefused(delivery)) delivery = delivery.next',
    noticedBy: ['F13'],
  },
  {
    of: 'order',
    does: 'a child shard does not wait for its parent',
    file: 'engine/driver/lineage.ts',
    from: 'if (parentShardId === undefined || through.has(parentShardId)) return true',
    to: 'if (parentShardId !== "none") return true',
    noticedBy: ['F1', 'T8'],
    seeds: 4,
  },
  {
    of: 'order',
    does: 'of an item’s changes in a batch the first image is kept',
    file: inDispatch('prepared-group'),
    from: 'const last = changes.at(-1)',
    to: 'const last = changes.at(0)',
    noticedBy: ['F24', 'T15'],
  },
  {
    of: 'ledger',
    does: 'nothing is left behind for a retry',
    file: inDispatch('write-ledger'),
    from: 'if (open.size === 0 && loneRuns === undefined) return []',
    to: 'if (open.size >= 0) return []',
    noticedBy: ['F16'],
  },
  {
    of: 'ledger',
    does: 'what was left behind is not looked at',
    file: inDispatch('read-ledger'),
    from: 'if ([...known.values()].every(({ size }) => size === 0)) return',
    to: 'if (known.size >= 0) return',
    noticedBy: ['F16'],
  },
  {
    of: 'strict claims',
    does: 'a claim that stands is taken over',
    file: 'core/ledger/claim-effect.ts',
    from: "if (standing.type !== 'free') return standing",
    to: "if (standing.type === 'never') return standing",
    noticedBy: ['F3', 'F15'],
  },
  {
    of: 'strict claims',
    does: 'an effect of which nobody knows is released and repeated',
    file: inDispatch('settle-strict'),
    from: "isPipelineError(error) && error.effect === 'none'",
    to: 'isPipelineError(error)',
    noticedBy: ['F18'],
  },
  {
    of: 'parking',
    does: 'what is given up is said to be parked and is not',
    file: 'core/parking/park.ts',
    from: 'store.put(parkingKey(parked), anyJson(parked))',
    to: 'void [store, parkingKey(parked), anyJson(parked)]',
    noticedBy: ['T20', 'T26'],
  },
  {
    of: 'parking',
    does: 'a record that cannot be read is passed over',
    file: inDispatch('route-batch'),
    from: 'unroutable.push([delivery])\n    deliveries.push(delivery)\n    each.deliveryCount = 1',
    to: 'void [delivery, unroutable]',
    noticedBy: ['T2'],
  },
  {
    of: 'parking',
    does: 'an outage of a sink counts against its records',
    file: inDispatch('settle-failure'),
    from: "if (whose === 'sink' || whose === 'network') {",
    to: "if (whose === 'nobody') {",
    noticedBy: ['F17'],
  },
  {
    of: 'parking',
    does: 'no failed try counts, and what is the record’s own fault is tried for ever',
    file: inDispatch('settle-failure'),
    from: 'attemptsOf(deliveries) + (evidence.isAttempt ? 1 : 0)',
    to: 'attemptsOf(deliveries)',
    noticedBy: ['T26'],
  },
  {
    of: 'redrive',
    does: 'a parked record is applied as it is, and not as its item is now',
    file: 'operations/redrive/deliver-call.ts',
    from: 'isLate: true,',
    to: 'isLate: false,',
    noticedBy: ['T20'],
  },
  {
    of: 'redrive',
    does: 'an object that came home is not set aside',
    file: 'operations/redrive/settle.ts',
    from: "const isOurs = isMine && status === 'redriven'",
    to: "const isOurs = isMine && status === 'left'",
    noticedBy: ['F26', 'T20'],
  },
  {
    of: 'identity',
    does: 'records that share a counter have one name in the audit',
    file: 'core/record/change-id.ts',
    from: 'return `${changeNumber(change)}-${place}`',
    to: 'return `${changeNumber(change).slice(0, -20)}-${place}`',
    noticedBy: ['T5'],
  },
  {
    of: 'origin',
    does: 'an expiry passes for a removal by somebody',
    file: 'core/record/origin.ts',
    from: "userIdentity?.type === 'Service'",
    to: "userIdentity?.type === 'Nobody'",
    noticedBy: ['F34', 'T27'],
  },
]

/** Of what an index is told. */
const ofIndexes: readonly DeliberateBreak[] = [
  {
    of: 'versions',
    does: 'a version is counted in memory, from one on in each container',
    file: 'core/version/version-strategy.ts',
    from: 'epoch === undefined ? byStreamHour : byEpoch(epoch)',
    to: 'epoch === undefined ? (() => { let n = 0; return { ...byStreamHour, versionOf: (_: VersionedRecord, hour: number) => String(floorOfHour(hour) + BigInt((n += 1))) } })() : byEpoch(epoch)',
    noticedBy: ['T1'],
  },
  {
    of: 'versions',
    does: 'every conflict passes for a success',
    file: inIndex('write-by-version'),
    from: 'if (seen?.found !== true) return operation.op',
    to: "if (operation.op !== 'never') return true\n  if (seen?.found !== true) return operation.op",
    noticedBy: ['F25', 'T14'],
  },
  {
    of: 'versions',
    does: 'a write carries no version of its record, and whatever comes last wins',
    file: inIndex('write-by-version'),
    from: "readonly by = 'newer'\n  readonly version: string\n\n  constructor(version: string) {\n    this.version = version",
    to: "readonly by = 'newer-or-equal'\n  readonly version: string\n\n  constructor(_version: string) {\n    this.version = '9000000000000000000'",
    noticedBy: ['F14', 'T16'],
    seeds: 4,
  },
  {
    of: 'tombstones',
    does: 'a deletion that finds nothing is a failure',
    file: 'adapters/opensearch/bulk-outcome.ts',
    from: 'if (status < 300 || isGone) return',
    to: 'if (status < 300) return',
    noticedBy: ['F24'],
  },
  {
    of: 'tombstones',
    does: 'a deletion of what is not there leaves no version behind',
    file: inIndex('write-by-version'),
    from: 'else (task.isOvertaken ? held : planned).push({ task, operation, version: undefined })',
    to: "else if (operation.op === 'delete' && !task.isOvertaken) settled.set(task.group, 'applied')\n    else (task.isOvertaken ? held : planned).push({ task, operation, version: undefined })",
    noticedBy: ['F24'],
  },
  {
    of: 'floors',
    does: 'a fill is written over whatever is there',
    file: inIndex('fill-index'),
    from: "guard: { by: 'newer', version: versionFloor(version, item, hour) }",
    to: "guard: { by: 'newer-or-equal', version: '9000000000000000000' }",
    noticedBy: ['T24'],
  },
  {
    of: 'writer mark',
    does: 'a second region writes to the first one’s index',
    file: inIndex('writer-mark'),
    from: 'if (mark.account !== account || mark.region !== region) {',
    to: 'if (mark.account !== account) {',
    noticedBy: ['F31', 'T30'],
  },
  {
    of: 'writer mark',
    does: 'what is being filled is not written to by the live stream',
    file: inIndex('writer-standing'),
    from: 'mark?.filling === undefined ? {} : { filling: mark.filling }',
    to: 'mark?.filling === undefined ? {} : {}',
    noticedBy: ['F27'],
  },
  {
    of: 'epoch',
    does: 'all streams of a table write above one hour',
    file: inIndex('writer-mark'),
    from: 'const hour = Math.max(hourOf(name), greatest + 1)',
    to: 'const hour = Math.max(0, greatest)',
    noticedBy: ['T12'],
  },
  {
    of: 'ids',
    does: 'long ids are cut off',
    file: 'core/document-id.ts',
    from: "createHash('sha256').update(id).digest('hex')",
    to: "createHash('sha256').update(id.slice(0, 500)).digest('hex')",
    noticedBy: ['T13'],
  },
  {
    of: 'versions',
    does: 'a version conflict is a failure',
    file: 'adapters/opensearch/bulk-outcome.ts',
    from: 'if (status === 409) return conflictOf(error)',
    to: 'if (status === 410) return conflictOf(error)',
    noticedBy: ['T17'],
  },
  {
    of: 'answers',
    does: 'a document that the engine did not take passes for written',
    file: 'adapters/opensearch/bulk-outcome.ts',
    from: 'if (status < 300 || isGone) return',
    to: 'if (status !== 409 || isGone) return',
    noticedBy: ['F19', 'T18'],
  },
  {
    of: 'answers',
    does: 'a full queue is taken for a document that is refused for good',
    file: 'adapters/opensearch/bulk-answers.ts',
    from: "status: /^429$/,\n    code: 'sink.throttled',",
    to: "status: /^429$/,\n    code: 'sink.rejected',",
    noticedBy: ['T19', 'T29'],
  },
]

/** Of what a mapping reads and says to be done. */
const ofStreams: readonly DeliberateBreak[] = [
  {
    of: 'checkpoints',
    does: 'a checkpoint is the highest finished record, whatever is open below',
    file: 'engine/driver/shard-progress.ts',
    from: 'for (const record of records) finished.add(record)\n',
    to: 'for (const record of records) finished.add(record)\n    checkpoint = records.at(-1)?.dynamodb?.SequenceNumber ?? checkpoint\n',
    noticedBy: ['F13', 'T6'],
  },
  {
    of: 'checkpoints',
    does: 'nothing is saved before a shard ends',
    file: 'engine/driver/shard-consumer.ts',
    from: 'checkpoint.save(progress.checkpoint(), isThrough)',
    to: 'checkpoint.save(isThrough ? progress.checkpoint() : undefined, isThrough)',
    noticedBy: ['T21'],
  },
  {
    of: 'shards',
    does: 'a shard whose call failed passes for finished',
    file: 'engine/driver/shard-reader.ts',
    from: 'return { records: [], isEnd: false, isEmpty: false, problem }',
    to: "return { records: [], isEnd: problem !== 'expired-iterator', isEmpty: false, problem: undefined }",
    noticedBy: ['F10', 'T3'],
  },
  {
    of: 'shards',
    does: 'after a listing that failed nobody looks again',
    file: 'engine/driver/discovery.ts',
    from: "if (look.type === 'failed') return mapping.choices.pollIntervalMs",
    to: "if (look.type === 'failed') return 1e12",
    noticedBy: ['F11'],
  },
  {
    of: 'shards',
    does: 'only the first page of the listing is read',
    file: 'engine/driver/list-shards.ts',
    from: "if (next === undefined || next === '') return",
    to: "if (next === undefined || next !== 'none') return",
    noticedBy: ['T9'],
  },
  {
    of: 'shards',
    does: 'the children of a shard are read from now on',
    file: 'engine/driver/lineage.ts',
    from: "const fromTheStart: Beginning = { position: { type: 'TRIM_HORIZON' } }",
    to: "const fromTheStart: Beginning = { position: { type: 'LATEST' } }",
    noticedBy: ['F1', 'T7'],
  },
  {
    of: 'gaps',
    does: 'what left the stream unread is not told',
    file: 'engine/driver/shard-reader.ts',
    from: "mapping.tell({ event: 'Gap', shardId, after: after() })",
    to: 'void after()',
    noticedBy: ['F9', 'T11'],
  },
  {
    of: 'comparisons',
    does: 'more is mended than was allowed',
    file: 'operations/verify/repair/repair.ts',
    from: 'if (isDryRun || count > most) return',
    to: 'if (isDryRun) return',
    noticedBy: ['T31'],
  },
  {
    of: 'shards',
    does: 'a child is not read once its parent has left the listing',
    file: 'engine/driver/lineage.ts',
    from: '.filter(shard => isNew(shard) && isReady(shard.parentShardId))',
    to: '.filter(shard => isNew(shard) && isReady(shard.parentShardId) && (shard.parentShardId === undefined || listed.some(({ shardId }) => shardId === shard.parentShardId)))',
    noticedBy: ['T10'],
  },
  {
    of: 'batches',
    does: 'a batch may be larger than Lambda takes',
    file: 'engine/machine/form-batch.ts',
    from: 'const maxPayloadBytes = 6 * 1024 * 1024',
    to: 'const maxPayloadBytes = 60 * 1024 * 1024',
    noticedBy: ['T28'],
  },
  {
    of: 'comparisons',
    does: 'what the table has and the index has not is not found',
    file: 'operations/verify/state/look-at.ts',
    from: "? undefined : 'missing'",
    to: '? undefined : undefined',
    noticedBy: ['F30', 'T23'],
  },
  {
    of: 'comparisons',
    does: 'a document of no item is not found',
    file: 'operations/verify/state/look-at.ts',
    from: "return wantsOther ? 'duplicates' : 'ghosts'",
    to: "return wantsOther ? 'duplicates' : undefined",
    noticedBy: ['F36', 'T25'],
  },
  {
    of: 'rebuilds',
    does: 'a rebuild goes on although the stream has dropped changes',
    file: 'operations/rebuild/check-lateness.ts',
    from: 'if (unseenMs >= trimmedMs) throw',
    to: 'if (unseenMs < 0) throw',
    noticedBy: ['F29', 'T22'],
  },
]

/** All of them, in the order of the page. */
export const deliberateBreaks: readonly DeliberateBreak[] = [...ofIndexes, ...ofDeliveries, ...ofStreams]
