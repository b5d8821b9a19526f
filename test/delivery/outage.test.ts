import { describe, expect, it } from 'vitest'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { readProject } from '../../operations/project/read-project.ts'
import { localMapping, numberOf, recordsTo } from '../support/local-mapping.ts'
import { functionOf } from '../support/pipeline.ts'

const hourMs = 3_600_000

/** Records of that time, delivered to a function whose sink is away for so long. */
const awayFor = async (hours: number, settings: MappingSettings) => {
  const clock = simulatedClock()
  const startMs = clock.now()
  const applied = new Set<number>()
  const sink = processor({
    name: 'sink',
    filter: everything(),
    handle: change => {
      if (clock.now() - startMs < hours * hourMs)
        return Promise.reject(
          Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED' }),
        )
      applied.add(Number(change.record.dynamodb?.SequenceNumber))
      return Promise.resolve()
    },
  })
  const f = functionOf([sink], { clock, ledger: memoryLedgerStore(), blameAfterMs: 300_000 })
  const target: FunctionTarget = {
    functionName: 'local',
    invoke: async ({ Records }) => {
      const failed = await f.invoke(Records, { deadlineAtMs: clock.now() + 30_000 })
      const left = new Set(failed)
      const batchItemFailures = Records.filter(record => left.has(numberOf(record))).map(record => ({
        itemIdentifier: record.dynamodb?.SequenceNumber,
      }))
      return { type: 'returned', value: { batchItemFailures } }
    },
  }
  const run = localMapping({
    clock,
    target,
    // The shop's filters do not want what is delivered here.
    settings: { ...settings, FilterCriteria: { Filters: [] } },
    // A day of looks four times a second would take minutes of real time.
    choices: { pollIntervalMs: 30_000 },
  })
  run.source.put('shard-1', ...recordsTo(20))
  await run.drain()
  return { applied, parked: await f.parked(), discarded: run.onFailure.documents() }
}

describe('a sink that is away', async () => {
  const { functions } = await readProject('.', {})
  const streams = functions.flatMap(({ functionName, streams: all }) =>
    all.map(({ settings }) => [functionName, settings] as const),
  )

  it.each(streams)(
    'for 23 h costs %s no change: none is given up, none is parked',
    async (_, settings) => {
      const { applied, parked, discarded } = await awayFor(23, settings)

      expect(discarded).toEqual([])
      expect(parked).toEqual([])
      expect(applied.size).toBe(20)
    },
    600_000,
  )

  it('for 23 h costs the batch of a mapping that counts its tries', async () => {
    const [[, settings] = []] = streams
    if (settings === undefined) throw new Error('no mapping')

    const { discarded } = await awayFor(23, { ...settings, MaximumRetryAttempts: 100 })

    expect(discarded.map(({ requestContext }) => requestContext.condition)).toContain(
      'RetryAttemptsExhausted',
    )
  })
})
