// A rebuild in a process of its own, to be killed. Its table is the one of the process that started it.
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { systemClock } from '../../core/clock.ts'
import { rebuildIndex } from '../../operations/rebuild/rebuild-index.ts'
import type { PageRequest, ReadPage, TableReader } from '../../operations/verify/table-reader.ts'
import { indexedThings } from './rebuilt-things.ts'

const [search = '', table = '', folder = '', streamArn = '', settleMs = '', itemCount = ''] =
  process.argv.slice(2)

const ask = async <T>(path: string, body: unknown): Promise<T> => {
  const answer = await fetch(`${table}/${path}`, { method: 'POST', body: JSON.stringify(body) })
  return (await answer.json()) as T
}

const reader: TableReader = {
  tableName: 'things',
  streamArn,
  itemCount: Number(itemCount),
  page: async (request: PageRequest) => ask<ReadPage>('page', request),
  read: async keys => ask('read', keys),
}

const admin = searchAdmin(search)
const summary = await rebuildIndex({
  alias: 'things',
  subjects: [{ functionName: 'f', processors: [indexedThings(search)], tables: [reader] }],
  admin,
  lateness: async () => Promise.resolve(undefined),
  folder,
  run: `run-${process.pid}`,
  settleMs: Number(settleMs),
  pauseMs: 5_000,
  clock: systemClock,
  random: Math.random,
  signal: new AbortController().signal,
  tell: event => {
    process.stdout.write(`${JSON.stringify(event)}\n`)
  },
})
process.stdout.write(`${JSON.stringify({ event: 'Summary', ...summary })}\n`)
await admin.close()
process.exit(0)
