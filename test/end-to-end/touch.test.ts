import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import { auditOfAll, writeDeskPipeline } from '../support/desk-pipeline.ts'
import type { HttpEndpoint } from '../support/http-endpoint.ts'
import { httpEndpoint, passedOn, refusal } from '../support/http-endpoint.ts'
import type { CommandResult, RunningCommand } from '../support/tailrace.ts'
import { lastLine, objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const minutes = 60_000
const path = temporaryPaths()
const noEngine = await reasonToSkip('dynoxide')

type Items = readonly Readonly<Record<string, AttributeValue>>[]

const fill = async (client: DynamoDBClient, TableName: string, count: number): Promise<void> => {
  for (let from = 0; from < count; from += 25) {
    const numbers = Array.from({ length: Math.min(25, count - from) }, (_, place) => from + place)
    const requests = numbers.map(number => ({
      PutRequest: {
        Item: { id: { S: `i${number}` }, text: { S: `text ${number}` }, revision: { N: '1' } },
      },
    }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }))
  }
}

const scanned = async (client: DynamoDBClient, TableName: string): Promise<Items> =>
  (await client.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? []

const numberIn = (items: Items, name: string): number =>
  items.reduce((sum, { [name]: value }) => sum + Number(value?.N ?? 0), 0)

const summaryOf = ({ out, said }: CommandResult): Readonly<Record<string, unknown>> => {
  const found = objectsIn(out || '{}').find(each => each['event'] === 'Summary')
  if (found === undefined) throw new Error(`no summary: ${out} ${said}`)
  return found
}

describe.skipIf(noEngine !== undefined)(
  `tailrace touch of a table without a project${noEngine ?? ''}`,
  () => {
    const count = 120
    let running: WithTable
    let denied: HttpEndpoint
    let isDenied: (operation: string) => boolean = () => false
    let made = 0

    beforeAll(async () => {
      running = await withTable('dynoxide')
      denied = await httpEndpoint(async call =>
        isDenied(call.operation) ? refusal('AccessDeniedException') : passedOn(running.engine.endpoint, call),
      )
    }, minutes)
    afterAll(async () => {
      await denied.stop()
      await running.engine.stop()
    })

    /** A table of its own with items, and what its stream says since. */
    const someTable = async (hasStream = true) => {
      const { clients, engine } = running
      made += 1
      const TableName = `things-${made}`
      const { TableDescription } = await clients.table.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          ...(hasStream && {
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          }),
        }),
      )
      await fill(clients.table, TableName, count)
      const streamArn = TableDescription?.LatestStreamArn ?? ''
      const source = dynamoDbStreamSource({ client: clients.streams, streamArn, dialect: 'dynoxide' })
      /** Of each item, how often the stream carries it as changed by a touch. */
      const touches = async (): Promise<ReadonlyMap<string, number>> => {
        const found = new Map<string, number>()
        for (const { shardId } of (await source.shards(undefined)).shards) {
          let iterator: string | undefined = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
          while (iterator !== undefined) {
            const { records, nextIterator } = await source.read(iterator)
            for (const { dynamodb, eventName } of records) {
              const [before, now] = [dynamodb?.OldImage?.['_touched'], dynamodb?.NewImage?.['_touched']]
              if (eventName !== 'MODIFY' || JSON.stringify(before) === JSON.stringify(now)) continue
              const id = (dynamodb?.Keys?.['id'] as { S: string }).S
              found.set(id, (found.get(id) ?? 0) + 1)
            }
            iterator = records.length === 0 ? undefined : nextIterator
          }
        }
        return found
      }
      const folder = path('folder')
      mkdirSync(folder)
      const env = { AWS_ENDPOINT_URL: engine.endpoint, AWS_REGION: 'us-east-1' }
      const args = (more: readonly string[]) => ['touch', '--table', TableName, '--output', 'ndjson', ...more]
      return {
        TableName,
        folder,
        touches,
        items: async () => scanned(clients.table, TableName),
        touch: async (more: readonly string[] = [], changed: Readonly<Record<string, string>> = {}) =>
          tailrace(args(more), { ...env, ...changed }, '', folder),
        start: (more: readonly string[]) => startTailrace(args(more), folder, env),
        client: clients.table,
      }
    }

    it(
      'lets the stream carry each item once, says so, and leaves nothing behind',
      { timeout: minutes },
      async () => {
        const table = await someTable()

        const dry = await table.touch(['--dry-run'])
        const before = await table.touches()
        const isFolderMade = existsSync(join(table.folder, '.tailrace'))
        const result = await table.touch()

        expect(objectsIn(dry.out)).toMatchObject([
          { event: 'TouchPlan', table: table.TableName, isDryRun: true },
        ])
        expect([dry.code, before.size, isFolderMade]).toEqual([0, 0, false])
        expect(result.code).toBe(0)
        expect(summaryOf(result)).toMatchObject({ items: count, touched: count, changed: 0, skipped: 0 })
        expect([...(await table.touches()).values()]).toEqual(Array.from({ length: count }, () => 1))
        expect(readdirSync(join(table.folder, '.tailrace', 'touch'))).toEqual([])
      },
    )

    it('loses nothing that somebody writes meanwhile', { timeout: 2 * minutes }, async () => {
      const table = await someTable()
      let [isOver, written] = [false as boolean, 0]
      const over = (): boolean => isOver
      // All writers raise the same number: what one of them writes over is missing in the sum.
      const writing = Array.from({ length: 4 }, async (_, writer) => {
        for (let turn = writer; !over(); turn += 7) {
          await table.client.send(
            new UpdateItemCommand({
              TableName: table.TableName,
              Key: { id: { S: `i${turn % count}` } },
              UpdateExpression: 'ADD revision :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            }),
          )
          written += 1
        }
      })
      const result = await table.touch(['--raise', 'revision'])
      isOver = true
      await Promise.all(writing)

      const { touched, changed, items } = summaryOf(result) as Record<string, number>
      expect(items).toBe(count)
      expect((touched ?? 0) + (changed ?? 0)).toBe(count)
      expect(numberIn(await table.items(), 'revision')).toBe(count + written + (touched ?? 0))
    })

    it('goes on where a SIGKILL ended it, and touches no item twice', { timeout: 2 * minutes }, async () => {
      const table = await someTable()
      const paced = ['--segments', '3', '--max-read-units', '3', '--max-write-units', '40']
      const first = table.start(paced)
      const [kept] = objectsIn(await first.whenOut('"KeptIn"')).filter(each => each['event'] === 'KeptIn')
      const file = String(kept?.['file'])
      const done = (): number => (JSON.parse(readFileSync(file, 'utf8')) as { items: number }).items
      while (done() < 10) await after(20)
      first.kill('SIGKILL')
      await first.closed
      const early = (await table.touches()).size

      const again = await table.touch(['--resume', file])

      expect(early).toBeGreaterThan(0)
      expect(early).toBeLessThan(count)
      expect(again.code).toBe(0)
      expect(summaryOf(again)).toMatchObject({ items: count, changed: 0, interrupted: false })
      const touches = await table.touches()
      expect([touches.size, Math.max(...touches.values())]).toEqual([count, 1])
      expect(new Set((await table.items()).map(({ _touched }) => _touched?.S)).size).toBe(1)
      expect(existsSync(file)).toBe(false)
    })

    it('ends at its cap, and goes on where more is allowed', { timeout: minutes }, async () => {
      const table = await someTable()

      const capped = await table.touch(['--max-items', '30'])
      const early = (await table.touches()).size
      const file = /--resume (\S+)/.exec(capped.said)?.[1] ?? ''
      const again = await table.touch(['--max-items', '1000', '--resume', file])

      expect(capped.code).toBe(2)
      expect(lastLine(capped.said)).toContain(`30 items of ${table.TableName} are touched`)
      expect(early).toBe(30)
      expect(again.code).toBe(0)
      expect([...(await table.touches()).values()]).toEqual(Array.from({ length: count }, () => 1))
    })

    it('writes nothing off this machine that nobody asked for', { timeout: minutes }, async () => {
      const table = await someTable()
      // Another name of this machine, which is not one of those for loopback.
      const away = { AWS_ENDPOINT_URL: denied.endpoint.replace('127.0.0.1', '0.0.0.0') }
      isDenied = () => false
      const from = denied.calls.length

      const refused = await table.touch([], away)
      const asked = denied.calls.slice(from).map(({ operation }) => operation)
      const allowed = await table.touch(['--allow-writes'], away)

      expect(refused.code).toBe(2)
      expect(lastLine(refused.said)).toContain('--allow-writes')
      expect(new Set(asked)).toEqual(new Set(['DescribeTable']))
      expect([allowed.code, (await table.touches()).size]).toEqual([0, count])
    })

    it.each(['DescribeTable', 'Scan', 'UpdateItem'])(
      'says in one line that it may not %s, and goes on when it may',
      { timeout: minutes },
      async operation => {
        const table = await someTable()
        const through = { AWS_ENDPOINT_URL: denied.endpoint }
        isDenied = each => each === operation
        const refused = await table.touch([], through)
        isDenied = () => false
        const file = /--resume (\S+)/.exec(refused.said)?.[1]
        const again = await table.touch(file === undefined ? [] : ['--resume', file], through)

        expect(lastLine(refused.said)).toContain(`Table ${table.TableName} cannot be touched: `)
        expect(lastLine(refused.said)).toContain('AccessDenied')
        expect([refused.code, again.code]).toEqual([2, 0])
        const touches = await table.touches()
        expect([touches.size, Math.max(...touches.values())]).toEqual([count, 1])
      },
    )

    it('refuses what cannot be in one line, and writes nothing', { timeout: 3 * minutes }, async () => {
      const table = await someTable()
      const still = await someTable(false)
      const state = join(table.folder, 'touch.json')
      const refused: readonly (readonly [readonly string[], string])[] = [
        [['--table', 'nowhere'], 'Table nowhere cannot be touched'],
        [['--resume', 'state.json'], 'Nothing can be resumed from state.json: it is not there'],
        [['--resume', '.'], 'Nothing can be resumed from .: it is no state of a touch'],
        [['--resume', state], `Nothing can be resumed from ${state}`],
        [['--attribute', 'text'], `text of ${table.TableName} belongs to an item that has it already`],
        [['--attribute', 'id'], `id of ${table.TableName} belongs to a key`],
        [['--raise', '_touched'], '--raise is "_touched"'],
        [['--segments', '0'], '--segments is "0"'],
      ]
      writeFileSync(state, '{"version":1,')
      for (const [args, words] of refused) {
        const { code, said } = await table.touch(args)
        expect(lastLine(said)).toMatch(/^tailrace: /)
        expect(lastLine(said)).toContain(words)
        expect([args, code]).toEqual([args, 2])
      }
      const off = await still.touch()
      expect([off.code, lastLine(off.said)]).toEqual([2, expect.stringContaining('has no stream') as unknown])
      expect([...(await table.touches())]).toEqual([])
      expect((await still.items()).some(({ _touched }) => _touched !== undefined)).toBe(false)
    })
  },
)

describe('tailrace touch beside tailrace dev', () => {
  const folder = path('desk')
  let session: RunningCommand
  beforeAll(async () => {
    writeDeskPipeline(folder, { processors: [auditOfAll] })
    session = startTailrace(['dev', '--output', 'ndjson'], folder)
    await Promise.race([
      session.whenOut('"CaughtUp"'),
      session.closed.then(({ said }) => Promise.reject(new Error(said))),
    ])
  }, 2 * minutes)
  afterAll(async () => {
    session.kill('SIGINT')
    await session.closed
  }, minutes)

  it('fills an audit that was lost', { timeout: 2 * minutes }, async () => {
    const note = readSessionNote(folder)!
    const { clients } = localClients(note.endpoint)
    await fill(clients.table, 'desk-tickets', 30)
    const audit = note.sinks['AUDIT_URL']!.slice('file:'.length)
    const lines = (): readonly string[] =>
      existsSync(audit) ? readFileSync(audit, 'utf8').trim().split('\n').filter(Boolean) : []
    while (lines().length < 30) await after(50)
    const inserted = lines().length

    const result = await tailrace(['touch', '--table', 'desk-tickets'], {}, '', folder)
    while (lines().length < 60) await after(50)

    expect([result.code, result.out]).toEqual([
      0,
      expect.stringMatching(
        /^30 items: 30 touched, 0 changed by others meanwhile, 0 touched before/,
      ) as unknown,
    ])
    const entries = lines()
      .slice(inserted)
      .map(line => JSON.parse(line) as { what: { eventName: string; key: string } })
    expect(entries.map(({ what }) => what.eventName)).toEqual(Array.from({ length: 30 }, () => 'MODIFY'))
    expect(new Set(entries.map(({ what }) => what.key)).size).toBe(30)
  })
})
