import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { RebuildEvent, RebuildSummary } from '../../operations/rebuild/rebuild-event.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import { functionOf } from '../support/pipeline.ts'
import { noOpenSearch, realOpenSearch } from '../support/real-engines.ts'
import { streamArn } from '../support/records.ts'
import { indexedThings } from './rebuilt-things.ts'
import type { ServedTable } from './served-table.ts'
import { servedTable } from './served-table.ts'

/** `TAILRACE_REBUILD_ITEMS=100000 TAILRACE_REBUILD_RATE=200` by hand; a minute is waited for processes that trust the mark. */
const size = Number(process.env['TAILRACE_REBUILD_ITEMS'] ?? '2000')
const perSecond = Number(process.env['TAILRACE_REBUILD_RATE'] ?? '50')
const isLarge = size >= 10_000
const settleMs = isLarge ? 65_000 : 10_000

type Told = RebuildEvent | ({ readonly event: 'Summary' } & RebuildSummary)

const reason = await noOpenSearch()
const folder = mkdtempSync(join(tmpdir(), 'tailrace-rebuild-'))

/** Writes to the table and brings each record to the index, and notes how late each was. */
const liveTraffic = (table: ServedTable, searchUrl: string) => {
  const waiting: { readonly record: StreamRecord; readonly atMs: number }[] = []
  const lateMs: number[] = []
  let [isOver, failed] = [false, 0]
  const writing = async (): Promise<void> => {
    const startedAtMs = Date.now()
    let count = 0
    while (!isOver) {
      await after(20)
      for (; count < ((Date.now() - startedAtMs) * perSecond) / 1_000; count += 1)
        waiting.push({ record: table.write(), atMs: Date.now() })
    }
  }
  const processor = indexedThings(searchUrl)
  const container = () =>
    functionOf([isLarge ? processor : indexedThings(searchUrl)], {
      items: {
        read: async ({ keys }) => Promise.resolve(table.items.get((keys['PK'] as { S: string }).S)),
      },
    })
  const consuming = async (): Promise<void> => {
    while (!isOver || waiting.length > 0) {
      const batch = waiting.slice(0, 100)
      if (batch.length === 0) {
        await after(10)
        continue
      }
      const { invoke } = container()
      const numbers = await invoke(
        batch.map(({ record }) => record),
        { deadlineAtMs: Date.now() + 60_000 },
      )
      if (numbers.length > 0) {
        failed += 1
        continue
      }
      waiting.splice(0, batch.length)
      for (const { atMs } of batch) lateMs.push(Date.now() - atMs)
    }
  }
  const living = Promise.all([writing(), consuming()])
  return {
    lateMs,
    failures: () => failed,
    end: async () => {
      isOver = true
      await living
    },
  }
}

/** Runs the rebuild until an event says that it is to be killed, or to its end. */
const runChild = async (
  args: readonly string[],
  isToKill: (told: Told) => boolean,
): Promise<readonly Told[]> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'rebuild-child.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: Told[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Told
    told.push(event)
    if (isToKill(event)) child.kill('SIGKILL')
  }
  return told
}

const at = (all: readonly number[], share: number): number =>
  all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) * share)] ?? 0

describe.skipIf(reason !== undefined)(`a rebuild on real OpenSearch${reason ?? ''}`, () => {
  let server: RestartableServer
  let table: ServedTable
  beforeAll(async () => {
    server = await realOpenSearch()
    table = await servedTable(size, 1)
  })
  afterAll(async () => {
    await table.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it(
    'ends as the table is while it is written, killed and resumed twice',
    async () => {
      // A machine that does all of it at once may take its time.
      const searchUrl = `opensearch+${server.endpoint}?timeoutMs=60000`
      const admin = searchAdmin(searchUrl)
      await admin.createIndex({ alias: 'things', properties: { text: { type: 'keyword' } } })
      const live = liveTraffic(table, searchUrl)
      await after(isLarge ? 10_000 : 1_000)
      const before = live.lateMs.length
      const startedAtMs = Date.now()
      const args = [searchUrl, table.url, folder, streamArn, String(settleMs), String(size)]
      const isPast = (share: number) => (told: Told) => told.event === 'Filling' && told.done > size * share
      const first = await runChild(args, isPast(0.2))
      const second = await runChild(args, isPast(0.6))
      const third = await runChild(args, () => false)
      const tookMs = Date.now() - startedAtMs
      const during = live.lateMs.slice(before)
      await live.end()

      expect(first.at(-1)?.event === 'Summary' || second.at(-1)?.event === 'Summary').toBe(false)
      const summary = third.at(-1)
      expect(summary).toMatchObject({ event: 'Summary', step: 'done', index: 'things-002', unfilled: 0 })
      const all = [...first, ...second, ...third]
      const stood = all.filter(({ event }) => event === 'Difference')
      expect(stood).toEqual([])
      const found = new Map<string, string>()
      for await (const [id, document] of searchStore(searchUrl).documents('things')) found.set(id, document)
      const wrong = [...table.items].filter(([key, { shown, text }]) => {
        const isShown = shown !== undefined && 'BOOL' in shown && shown.BOOL
        const words = text !== undefined && 'S' in text ? text.S : ''
        const wanted = `{"note":"a projection that the old index does not have","text":"${words}"}`
        const isRight = found.get(key) === (isShown ? wanted : undefined)
        found.delete(key)
        return !isRight
      })
      expect({ wrong, ghosts: [...found.keys()] }).toEqual({ wrong: [], ghosts: [] })
      await admin.close()
      const [early, late] = [live.lateMs.slice(0, before), during]
      console.log(
        `rebuilt ${size} items in ${Math.round(tookMs / 1000)} s at ${perSecond} writes/s, killed twice: ` +
          `${JSON.stringify(summary)}; live traffic before: p50 ${at(early, 0.5)} ms, p99 ${at(early, 0.99)} ms; ` +
          `during: ${late.length} records, p50 ${at(late, 0.5)} ms, p99 ${at(late, 0.99)} ms, most ${at(late, 1)} ms; ` +
          `batches that came again: ${live.failures()}`,
      )
    },
    isLarge ? 900_000 : 300_000,
  )
})
