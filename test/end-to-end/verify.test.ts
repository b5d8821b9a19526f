import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteSearchStore } from '../../adapters/sqlite/sqlite-search-store.ts'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import type { SearchOperation } from '../../processors/search-index/search-store.ts'
import { auditOfAll, indexOfTexts, writeDeskPipeline } from '../support/desk-pipeline.ts'
import type { RunningCommand } from '../support/tailrace.ts'
import { objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()

const folder = path('desk')
let session: RunningCommand
const verify = async (...args: string[]) =>
  tailrace(['verify', '--pause', '300ms', '--output', 'ndjson', ...args], {}, '', folder)
const eventsOf = (out: string, event: string) => objectsIn(out).filter(each => each['event'] === event)

/** Until the index holds so many documents, since what is written takes a moment to arrive. */
const indexed = async (url: string, count: number): Promise<void> => {
  const store = sqliteSearchStore(url.slice('sqlite:'.length))
  for (let tries = 0; tries < 200; tries += 1) {
    let found = 0
    for await (const [id] of store.documents('things')) found += id === '' ? 0 : 1
    if (found === count) {
      store.close()
      return
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`the index did not come to hold ${count} documents`)
}

beforeAll(async () => {
  writeDeskPipeline(folder, {
    processors: [indexOfTexts('things'), auditOfAll],
    tables: ['Tickets', 'People'],
  })
  session = startTailrace(['dev', '--output', 'ndjson'], folder)
  await Promise.race([
    session.whenOut('"CaughtUp"'),
    session.closed.then(({ said }) => Promise.reject(new Error(said))),
  ])
  const note = readSessionNote(folder)!
  const client = new DynamoDBClient({
    endpoint: note.endpoint,
    region: note.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
  for (const [TableName, id] of [
    ['desk-tickets', 't1'],
    ['desk-tickets', 't2'],
    ['desk-people', 'p1'],
  ] as const)
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, text: { S: `of ${id}` } } }))
  client.destroy()
  await indexed(note.sinks['SEARCH_URL']!, 3)
}, 2 * minutes)

afterAll(async () => {
  session.kill('SIGINT')
  await session.closed
}, minutes)

describe('tailrace verify beside tailrace dev', () => {
  it(
    'finds nothing on its tables and sinks, whichever of the tables is named',
    { timeout: minutes },
    async () => {
      const { code: exit, out } = await verify('--table', 'desk-people')

      expect(eventsOf(out, 'Where').map(each => each['table'])).toEqual(['desk-tickets', 'desk-people'])
      expect(eventsOf(out, 'Summary')).toMatchObject([
        { items: 3, documents: 3, missing: 0, ghosts: 0, stale: 0 },
      ])
      expect(exit).toBe(0)
    },
  )

  it(
    'finds what somebody did to the index, repairs it, and finds nothing then',
    { timeout: 2 * minutes },
    async () => {
      const url = readSessionNote(folder)!.sinks['SEARCH_URL']!
      const store = sqliteSearchStore(url.slice('sqlite:'.length))
      const [lost, seen] = await store.look({ index: 'things', ids: ['p1', 't1'] })
      const tokenOf = (each: typeof lost): string => (each?.found === true ? each.token : '')
      const metadata = seen?.found === true ? (seen.metadata ?? '{}') : '{}'
      const place = { index: 'things', metadata }
      const damage: readonly SearchOperation[] = [
        { op: 'delete', index: 'things', id: 'p1', guard: { by: 'seen', token: tokenOf(lost) } },
        {
          ...place,
          op: 'index',
          id: 't1',
          guard: { by: 'seen', token: tokenOf(seen) },
          document: '{"text":"?"}',
        },
        { ...place, op: 'index', id: 'copy', guard: { by: 'absent' }, document: '{"text":"of t1"}' },
      ]
      expect(await store.write(damage)).toEqual(['applied', 'applied', 'applied'])
      store.close()

      const since = await verify('--since', '1h')
      const found = await verify()
      const dry = await verify('--repair', '--dry-run')
      const repaired = await verify('--repair')
      const after = await verify()

      const differences = eventsOf(found.out, 'Difference').map(
        each => `${String(each['problem'])} ${String(each['id'])} ${String(each['key'])}`,
      )
      expect(differences.toSorted()).toEqual(['duplicates copy t1', 'missing p1 p1', 'stale t1 t1'])
      expect(found.out).not.toContain('of t1')
      expect(eventsOf(since.out, 'Difference').map(each => each['id'])).toEqual(
        expect.arrayContaining(['p1', 't1']),
      )
      expect([since.code, found.code, dry.code, repaired.code, after.code]).toEqual([3, 3, 3, 0, 0])
    },
  )

  it('compares the audit with captured records', { timeout: minutes }, async () => {
    const { endpoint } = readSessionNote(folder)!
    const file = join(folder, 'captured.ndjson')
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' }
    await tailrace(['capture', '--table', 'desk-tickets', '-o', file], env)

    const whole = await verify('--records', file)
    const audit = readSessionNote(folder)!.sinks['AUDIT_URL']!.slice('file:'.length)
    rmSync(audit)
    const lost = await verify('--records', file)

    expect(eventsOf(whole.out, 'Summary')).toMatchObject([{ records: 2, missing: 0, gaps: 0 }])
    expect(whole.code).toBe(0)
    expect(eventsOf(lost.out, 'Difference').map(each => each['processor'])).toEqual([
      'audit-log',
      'audit-log',
    ])
    expect(lost.code).toBe(3)
  })

  it.each<readonly [string, readonly string[], string]>([
    ['a function that is not there', ['--function', 'other'], 'There is no function other'],
    [
      'a table that is none of several',
      ['--table', 'other'],
      'and other is none of desk-tickets, desk-people',
    ],
    ['a share that is none', ['--sample', '0%'], '--sample is "0%"'],
    ['a time to come', ['--since', '2999-01-01'], '--since is "2999-01-01"'],
    ['a time before the stream', ['--since', '3d'], 'a stream keeps 24 hours'],
    ['records that are not there', ['--records', 'nowhere.ndjson'], 'nowhere.ndjson cannot be read'],
    ['records that are none', ['--records', 'serverless.yml'], 'serverless.yml'],
    ['nothing to resume', ['--resume', 'state.json'], 'Nothing can be resumed from state.json'],
    ['a file that is no state', ['--resume', 'watch.mjs'], 'Nothing can be resumed'],
    ['a folder to resume', ['--resume', '.'], 'Nothing can be resumed'],
    ['a dry run of nothing', ['--dry-run'], '--dry-run is "given"'],
  ])('refuses %s in one line', { timeout: minutes }, async (_, args, words) => {
    const { code: exit, said } = await verify(...args)

    const line = said.trim().split('\n').at(-1) ?? ''
    expect(line).toMatch(/^tailrace: /)
    expect(line).toContain(words)
    expect(exit).toBe(2)
  })
})

describe('tailrace verify without a session', () => {
  it('names a table that cannot be read', { timeout: minutes }, async () => {
    const alone = path('alone')
    writeDeskPipeline(alone, {
      processors: [indexOfTexts('things'), auditOfAll],
      tables: ['Tickets', 'People'],
    })
    writeFileSync(join(alone, '.env'), '')
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' }

    const { code: exit, said } = await tailrace(['verify'], env, '', alone)

    expect(said).toContain('tailrace: Table desk-tickets cannot be read')
    expect(exit).toBe(2)
  })
})
