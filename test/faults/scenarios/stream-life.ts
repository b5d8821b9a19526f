import type { SourceCall } from '../../../engine/sources/scripted-source.ts'
import type { FaultWorld } from '../fault-world.ts'
import { functionNames } from '../fault-world.ts'
import { writeName } from '../held-sinks.ts'
import { indexOf } from './repairing.ts'
import type { LoadPlan } from '../load-play.ts'
import type { FaultScenario } from '../scenario.ts'
import { atShares, underLoad } from '../scenario.ts'

/** The stream is switched off and on: both are read on, the old one to its end. */
const switchStream = async (world: FaultWorld): Promise<void> => {
  const { table } = world
  const before = table.current()
  const next = table.newStream()
  before.source.setStatus('DISABLED', next.source.streamArn)
  for (const shardId of before.open) before.source.close(shardId)
  // What an earlier stream still holds is delivered beside the new one's; both mappings are of one function.
  for (const name of functionNames) await world.startMapping(name, next)
}

const failing =
  (calls: readonly SourceCall[], times: number) =>
  ({ table, dice }: FaultWorld): void => {
    const call = dice.oneOf(calls as readonly [SourceCall])
    table.current().source.failNext(call, dice.oneOf(['throttled', 'failed']), 1 + dice.below(times))
  }

const told = ({ events }: FaultWorld, wanted: string): readonly string[] =>
  events.some(({ event }) => event === wanted) ? [] : [`silent: nothing told of ${wanted}`]

/** Stops the readers, lets records leave the stream unread, and starts the readers again. */
const trim =
  (shard: number) =>
  async (world: FaultWorld): Promise<void> => {
    const { table, processes, clock, lost } = world
    await clock.until(Promise.all(processes.map(async ({ mapping }) => mapping.whenCaughtUp())))
    for (const process of [...processes]) await world.stopMapping(process)
    const { source, open, homes } = table.current()
    const shardId = [...open][shard] ?? ''
    const from = table.writes.length
    for (const [key, home] of homes) if (home === shardId) table.put(key)
    for (const write of table.writes.slice(from)) lost.add(writeName(write))
    source.trim(shardId, table.writes.filter(write => write.shardId === shardId).length)
    for (const name of functionNames) await world.startMapping(name)
  }

const trimFirst = atShares([0.4], trim(0))
const trimSecond = atShares([0.8], trim(1))

/** Records that leave the stream unread. */
const trimming: LoadPlan = {
  disturb: async (world, share) => {
    await trimFirst(world, share)
    await trimSecond(world, share)
  },
  beforeJudging: async world => {
    await indexOf(world).repair()
    world.sinks.cache.clear()
  },
  check: world => told(world, 'Gap'),
}

/** What becomes of a stream while it is read: F6 to F11, F38. */
export const streamScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F6',
      injects: 'the stream is disabled after the last write',
      expects: 'its leaves are drained and told of, and nobody asks it without end',
      others: 'The Kinesis adapter drains a disabled stream’s leaves and finishes.',
    },
    {
      after: ({ table }) => {
        const { source, open } = table.current()
        source.setStatus('DISABLED')
        for (const shardId of open) source.close(shardId)
      },
      check: world => {
        const { source } = world.table.current()
        const reads = source.calls('read')
        const isSpinning = reads > world.table.writes.length * 20 + 20_000
        return [...told(world, 'StreamDisabled'), ...(isSpinning ? [`spins: ${reads} reads`] : [])]
      },
    },
  ),
  underLoad(
    {
      id: 'F7',
      injects: 'the stream is switched off and on, twice: a new ARN, and counters that begin anew',
      expects: 'the later stream’s records win, whatever their numbers are',
      others:
        'Data Prepper polled the old ARN for ever (#5243). Estuary, Debezium and Sequin need no setting for it.',
    },
    { disturb: atShares([0.35, 0.7], switchStream) },
  ),
  underLoad(
    {
      id: 'F8',
      injects: 'iterators expire again and again while the sinks are slow',
      expects: 'reading goes on after the last record that was read',
      others: 'Redpanda Connect lost what lay between (#4545, since mended).',
    },
    {
      weather: { search: { slowMs: 8_000 }, audit: { slowMs: 8_000 } },
      disturb: ({ table }) => {
        table.current().source.expireIterators()
      },
    },
  ),
  underLoad(
    {
      id: 'F9',
      injects: 'records leave the stream before they were read, twice',
      expects: 'the gap is told; a comparison finds what is wrong in the index and mends it',
      others:
        'The Kinesis adapter skips them by default; Flink and Redpanda Connect write a line to the log; Estuary fails hard.',
    },
    trimming,
  ),
  underLoad(
    {
      id: 'F10',
      injects: 'GetShardIterator and GetRecords fail or are throttled, up to ten times in a row',
      expects: 'no shard is ever taken for finished because of it',
      others: 'Data Prepper gives a shard up whose iterator call was throttled.',
    },
    { disturb: failing(['iterator', 'read'], 10) },
  ),
  underLoad(
    {
      id: 'F11',
      injects: 'the first listings at the start fail, and later ones now and then',
      expects: 'they are tried again; no shards is not the same as nothing to do',
      others: 'Data Prepper goes on with no shards at all after a failed first listing.',
    },
    {
      before: ({ table, dice }) => {
        table.current().source.failNext('shards', 'failed', 1 + dice.below(6))
      },
      disturb: failing(['shards'], 5),
    },
  ),
  underLoad(
    {
      id: 'F38',
      injects: 'two readers and a replica on each shard: most reads are throttled',
      expects: 'late, and nothing is lost',
      others:
        'AWS allows two readers of a shard before reads are throttled; what others do then they do not say.',
    },
    {
      disturb: ({ table }) => {
        table.current().source.failNext('read', 'throttled', 12)
      },
    },
  ),
]
