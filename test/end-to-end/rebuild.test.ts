import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import { sqliteSearchStore } from '../../adapters/sqlite/sqlite-search-store.ts'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import { indexOfTexts, putDeskItems, writeDeskPipeline } from '../support/desk-pipeline.ts'
import { httpEndpoint, refusal } from '../support/http-endpoint.ts'
import type { RunningCommand } from '../support/tailrace.ts'
import { httpStub } from '../support/http-stub.ts'
import { lastLine, objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()

describe('tailrace rebuild beside tailrace dev', () => {
  const folder = path('desk')
  let session: RunningCommand
  const rebuild = async (...args: string[]) =>
    tailrace(['rebuild', '--pause', '300ms', '--output', 'ndjson', ...args], {}, '', folder)
  const opened = () =>
    sqliteSearchStore(readSessionNote(folder)!.sinks['SEARCH_URL']!.slice('sqlite:'.length))
  const documents = async (index = 'things'): Promise<Readonly<Record<string, string>>> => {
    const store = opened()
    const found: Record<string, string> = {}
    for await (const [id, document] of store.documents(index)) found[id] = document
    store.close()
    return found
  }
  const wanted = { t1: '{"text":"of t1"}', t2: '{"text":"of t2"}', t3: '{"text":"of t3"}' }

  beforeAll(async () => {
    writeDeskPipeline(folder, { processors: [indexOfTexts('things'), indexOfTexts('titles')] })
    session = startTailrace(['dev', '--output', 'ndjson'], folder)
    await Promise.race([
      session.whenOut('"CaughtUp"'),
      session.closed.then(({ said }) => Promise.reject(new Error(said))),
    ])
    const { clients } = localClients(readSessionNote(folder)!.endpoint)
    await putDeskItems(clients.table, Object.keys(wanted))
    while (Object.keys(await documents('titles')).length < 3) await after(100)
  }, 2 * minutes)
  afterAll(async () => {
    session.kill('SIGINT')
    await session.closed
  }, minutes)

  it('mends in place what somebody did to the index', { timeout: 2 * minutes }, async () => {
    const store = opened()
    const [lost, seen] = await store.look({ index: 'things', ids: ['t1', 't2'] })
    if (lost?.found !== true || seen?.found !== true) throw new Error('nothing is indexed')
    const metadata = seen.metadata ?? '{}'
    await store.write([
      { op: 'delete', index: 'things', id: 't1', guard: { by: 'seen', token: lost.token } },
      {
        op: 'index',
        index: 'things',
        id: 't2',
        guard: { by: 'seen', token: seen.token },
        metadata,
        document: '{"text":"?"}',
      },
      {
        op: 'index',
        index: 'things',
        id: 'copy',
        guard: { by: 'absent' },
        metadata,
        document: '{"text":"of t2"}',
      },
    ])
    store.close()
    const damaged = await documents()

    const capped = await rebuild('--max-repairs', '2')
    const dry = await rebuild('--dry-run')
    const untouched = await documents()
    const mended = await rebuild()

    expect(Object.keys(damaged)).toEqual(expect.arrayContaining(['copy', 't2', 't3']))
    expect(untouched).toEqual(damaged)
    expect([capped.code, dry.code, mended.code]).toEqual([3, 3, 0])
    expect(objectsIn(mended.out).at(-1)).toMatchObject({
      event: 'Summary',
      missing: 1,
      stale: 1,
      duplicates: 1,
      repaired: 3,
    })
    expect(await documents()).toEqual(wanted)
    expect(await documents('titles')).toEqual(wanted)
  })

  it.each<readonly [string, readonly string[], string]>([
    [
      'a new index, which SQLite has no alias for',
      ['--new-index', '--index', 'things'],
      'no second index can be made beside it',
    ],
    [
      'to give up what cannot be there',
      ['--abandon', '--index', 'things'],
      'no second index can be made beside it',
    ],
    ['to choose between indexes', ['--new-index'], 'There are several indexes: things at '],
    [
      'an index that nobody keeps',
      ['--new-index', '--index', 'other'],
      'No processor here keeps an index other; known are things, titles',
    ],
    ['an index in place', ['--index', 'things'], '--index is "things"'],
    [
      'two things at once',
      ['--new-index', '--abandon'],
      '--abandon is "given", it must be left out with --new-index',
    ],
    ['a mapping in place', ['--mapping', 'm.json'], '--mapping is "m.json"'],
    ['how late, in place', ['--max-late', '1h'], '--max-late is "1h"'],
    ['no duration', ['--new-index', '--index', 'things', '--max-late', 'soon'], '--max-late is "soon"'],
    ['to go on with what is dropped', ['--drop-old', '--resume', 'x'], '--resume is "x"'],
    ['no parts', ['--new-index', '--segments', '0'], '--segments is "0"'],
    ['another function', ['--function', 'other'], 'There is no function other'],
    ['nothing to go on with', ['--resume', 'rebuild.json'], 'Nothing can be resumed from rebuild.json'],
  ])('refuses %s in one line', { timeout: minutes }, async (_, args, words) => {
    const { code: exit, said } = await rebuild(...args)

    expect(lastLine(said)).toMatch(/^tailrace: /)
    expect(lastLine(said)).toContain(words)
    expect(exit).toBe(2)
    expect(
      existsSync(join(folder, '.tailrace/rebuild')) &&
        readdirSync(join(folder, '.tailrace/rebuild')).length > 0,
    ).toBe(false)
  })
})

describe('tailrace rebuild without a session', () => {
  const describedTable = {
    TableName: 'desk-tickets',
    TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/desk-tickets',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    LatestStreamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/desk-tickets/stream/1',
    ItemCount: 3,
  }
  const alone = async () => {
    const folder = path('alone')
    writeDeskPipeline(folder, { processors: [indexOfTexts('things'), indexOfTexts('titles')] })
    const table = await httpEndpoint(({ operation }) =>
      operation === 'DescribeTable' ? { body: { Table: describedTable } } : refusal('AccessDeniedException'),
    )
    onTestFinished(table.stop)
    const env = {
      AWS_ENDPOINT_URL: table.endpoint,
      AWS_REGION: 'eu-west-1',
      SEARCH_URL: 'opensearch+http://127.0.0.1:9?timeoutMs=1000',
    }
    const rebuild = async (args: readonly string[], changed: Readonly<Record<string, string>> = {}) =>
      tailrace(['rebuild', '--new-index', '--index', 'things', ...args], { ...env, ...changed }, '', folder)
    return { folder, table, rebuild }
  }

  it(
    'refuses a mapping or a state that is none, before OpenSearch is asked',
    { timeout: 2 * minutes },
    async () => {
      const { folder, rebuild } = await alone()
      writeFileSync(join(folder, 'rebuild.json'), '{"version":1}')
      for (const [name, text] of [
        ['none.json', undefined],
        ['broken.json', '{'],
        ['list.json', '[]'],
        ['fields.json', '{"text":{"type":"keyword"}}'],
        ['empty.json', '{}'],
      ] as const) {
        if (text !== undefined) writeFileSync(join(folder, name), text)
        const { code: exit, said } = await rebuild(['--mapping', name])
        expect(lastLine(said)).toMatch(new RegExp(`^tailrace: ${name} is no mapping: `))
        expect(exit).toBe(2)
      }
      for (const name of ['rebuild.json', 'nowhere.json', '.']) {
        const { code: exit, said } = await rebuild(['--resume', name])
        expect(lastLine(said)).toContain('Nothing can be resumed from ')
        expect(exit).toBe(2)
      }
    },
  )

  it('writes nothing off this machine that nobody asked for', { timeout: minutes }, async () => {
    const { table, rebuild } = await alone()
    // Another name of this machine, which is not one of those for loopback.
    const { code: exit, said } = await rebuild([], {
      AWS_ENDPOINT_URL: table.endpoint.replace('127.0.0.1', '0.0.0.0'),
    })
    expect(lastLine(said)).toContain(
      'This would write to things, the index of table desk-tickets in eu-west-1 of account 123456789012.',
    )
    expect(exit).toBe(2)
    expect(new Set(table.calls.map(({ operation }) => operation))).toEqual(new Set(['DescribeTable']))
  })

  it('speaks to OpenSearch with the credentials of its URL', { timeout: minutes }, async () => {
    const { rebuild } = await alone()
    const engine = await httpStub(() => ({ status: 403, body: { error: { reason: 'no permissions' } } }))
    const { code: exit, said } = await rebuild([], {
      SEARCH_URL: `opensearch+${engine.url.replace('//', '//ada:secret@')}`,
    })
    expect(lastLine(said)).toMatch(/^tailrace: /)
    expect(exit).toBe(5)
    const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`
    expect(new Set(engine.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([basic]))
    expect(said).not.toContain('secret')
  })

  it('says in one line that OpenSearch does not answer', { timeout: minutes }, async () => {
    const { folder, rebuild } = await alone()
    const { code: exit, said } = await rebuild([])
    expect(lastLine(said)).toMatch(/^tailrace: /)
    expect(lastLine(said)).toContain('ECONNREFUSED')
    expect(exit).not.toBe(0)
    expect(readdirSync(join(folder, '.tailrace/rebuild'))).toEqual([])
  })
})
