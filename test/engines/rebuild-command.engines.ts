import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import { createDeskTable, indexOfTexts, putDeskItems, writeDeskPipeline } from '../support/desk-pipeline.ts'
import { noOpenSearch, realOpenSearch } from '../support/real-engines.ts'
import type { CommandResult } from '../support/tailrace.ts'
import { lastLine, objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const minutes = 60_000
const count = 25
const path = temporaryPaths()
const reason = (await noOpenSearch()) ?? (await reasonToSkip('dynoxide'))

describe.skipIf(reason !== undefined)(`tailrace rebuild on real OpenSearch${reason ?? ''}`, () => {
  const folder = path('desk')
  const file = (name: string): string => join(folder, name)
  let server: RestartableServer
  let running: WithTable
  let env: Readonly<Record<string, string>>
  const rebuild = async (...args: string[]): Promise<CommandResult> =>
    tailrace(['rebuild', '--pause', '300ms', '--output', 'ndjson', ...args], env, '', folder)
  const admin = () => searchAdmin(env['SEARCH_URL'])
  const aliased = async (): Promise<{ live: readonly string[]; numbered: readonly string[] }> => {
    const asked = admin()
    const { live, numbered } = await asked.describeAlias('things')
    await asked.close()
    return { live, numbered: numbered.map(({ index }) => index) }
  }
  const documents = async (index: string): Promise<readonly string[]> => {
    const found: string[] = []
    for await (const [id] of searchStore(env['SEARCH_URL']).documents(index)) found.push(id)
    return found.toSorted()
  }
  /** A run that a signal ends while it waits for every function to know of the index; gives its state's file. */
  const ended = async (signal: NodeJS.Signals, ...args: string[]) => {
    const run = startTailrace(['rebuild', '--new-index', '--output', 'ndjson', ...args], folder, env)
    const failed = run.closed.then(({ said }) => Promise.reject(new Error(said)))
    failed.catch(() => undefined)
    const out = await Promise.race([run.whenOut('"untilMs"'), failed])
    run.kill(signal)
    const result = await run.closed
    const kept = objectsIn(out).find(each => each['event'] === 'KeptIn')
    return { file: String(kept?.['file']), result }
  }
  const ids = Array.from({ length: count }, (_, number) => `i${number}`).toSorted()

  beforeAll(async () => {
    server = await realOpenSearch()
    running = await withTable('dynoxide')
    env = {
      AWS_ENDPOINT_URL: running.engine.endpoint,
      AWS_REGION: 'us-east-1',
      SEARCH_URL: `opensearch+${server.endpoint}?timeoutMs=60000`,
    }
    const { table } = running.clients
    await createDeskTable(table)
    await putDeskItems(table, ids)
    writeDeskPipeline(folder, { processors: [indexOfTexts('things')], timeoutSeconds: 1 })
    const made = admin()
    await made.createIndex({ alias: 'things', properties: { text: { type: 'keyword' } } })
    await made.close()
  })
  afterAll(async () => {
    await running.engine.stop()
    await server.stop()
  })

  it('refuses a mapping that is none, and one that OpenSearch refuses, and leaves nothing', async () => {
    const mapping = file('mapping.json')
    const refused: string[] = []
    for (const text of [
      '{',
      '[]',
      '{"text":{"type":"text"}}',
      '{"mappings":{"properties":{"text":{"type":"no"}}}}',
    ]) {
      writeFileSync(mapping, text)
      const { code: exit, said } = await rebuild('--new-index', '--mapping', mapping)
      expect(exit).not.toBe(0)
      expect(exit).not.toBe(1)
      refused.push(said.split('\n').find(line => line.startsWith('tailrace: ')) ?? said)
    }
    expect(refused.slice(0, 3)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('mapping.json is no mapping: ') as unknown),
    )
    expect(refused[3]).toContain('no')
    expect(await aliased()).toEqual({ live: ['things-001'], numbered: ['things-001'] })
  })

  it(
    'says what it would do, goes on after SIGKILL, and drops what is old',
    { timeout: 6 * minutes },
    async () => {
      writeFileSync(file('mapping.json'), '{"mappings":{"properties":{"text":{"type":"text"}}}}')
      const dry = await rebuild('--new-index', '--dry-run')
      const killed = await ended('SIGKILL', '--mapping', file('mapping.json'))
      const beside = await rebuild('--new-index')
      const done = await rebuild('--new-index', '--resume', killed.file)

      expect(objectsIn(dry.out).at(-1)).toMatchObject({
        event: 'RebuildPlan',
        live: ['things-001'],
        index: 'things-002',
      })
      expect([beside.code, lastLine(beside.said)]).toEqual([
        2,
        expect.stringContaining('things-002 is being filled beside things already') as unknown,
      ])
      expect(done.said).toBe(done.code === 0 ? done.said : '')
      expect(objectsIn(done.out).at(-1)).toMatchObject({
        event: 'Summary',
        step: 'done',
        items: count,
        filled: count,
      })
      expect(await aliased()).toEqual({ live: ['things-002'], numbered: ['things-001', 'things-002'] })
      expect(await documents('things')).toEqual(ids)
      const answer = await fetch(`${server.endpoint}/things-002/_mapping`)
      expect(await answer.text()).toContain('"text":{"type":"text"}')
      expect(existsSync(killed.file)).toBe(false)

      const dropping = [
        await rebuild('--drop-old', '--dry-run'),
        await rebuild('--drop-old'),
        await rebuild('--drop-old'),
      ]
      expect(dropping.map(({ out }) => objectsIn(out).at(-1))).toMatchObject([
        { event: 'IndexDropped', index: 'things-001', isDryRun: true },
        { event: 'IndexDropped', index: 'things-001', isDryRun: false },
        { event: 'NothingToDrop', alias: 'things' },
      ])
      expect(await aliased()).toEqual({ live: ['things-002'], numbered: ['things-002'] })
    },
  )

  it('gives up what was interrupted, and only that', { timeout: 3 * minutes }, async () => {
    const { result, file: state } = await ended('SIGINT')
    expect(result.code).toBe(130)
    expect(result.said).toContain(`--resume ${state}`)
    expect(readFileSync(state, 'utf8')).toContain('things-003')

    const dry = await rebuild('--abandon', '--dry-run')
    const early = await aliased()
    const given = await rebuild('--abandon')
    const again = await rebuild('--abandon')
    const resumed = await rebuild('--new-index', '--resume', state)

    expect(objectsIn(dry.out).at(-1)).toMatchObject({
      event: 'FillingGivenUp',
      index: 'things-003',
      isDryRun: true,
    })
    expect(early.numbered).toEqual(['things-002', 'things-003'])
    expect(objectsIn(given.out).at(-1)).toMatchObject({
      index: 'things-003',
      isDropped: true,
      isDryRun: false,
    })
    expect([again.code, resumed.code]).toEqual([2, 2])
    expect(lastLine(again.said)).toContain('No index is being filled beside things.')
    expect(resumed.said).toContain('tailrace: The index things-003 is not the one that this run has made.')
    expect(await aliased()).toEqual({ live: ['things-002'], numbered: ['things-002'] })
    expect(await documents('things')).toEqual(ids)
  })

  it('adopts the index of a run whose file is lost', { timeout: 5 * minutes }, async () => {
    await ended('SIGKILL')
    const adopted = await rebuild('--adopt')
    expect(objectsIn(adopted.out).at(-1)).toMatchObject({
      event: 'Summary',
      step: 'done',
      index: 'things-003',
    })
    expect(adopted.code).toBe(0)
    expect(await aliased()).toEqual({ live: ['things-003'], numbered: ['things-002', 'things-003'] })
    expect(await documents('things')).toEqual(ids)
  })

  it('refuses an index that is no alias', async () => {
    await fetch(`${server.endpoint}/plain`, { method: 'PUT' })
    writeDeskPipeline(folder, { processors: [indexOfTexts('things', 'plain')], timeoutSeconds: 1 })
    const { code: exit, said } = await rebuild('--new-index')
    expect([exit, lastLine(said)]).toEqual([
      2,
      expect.stringContaining('plain is an index itself and no alias') as unknown,
    ])
  })
})
