import { spawn } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { CreateTableCommand, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { AttributeValue, StreamSpecification } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { endlessStream } from '../support/endless-stream.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import type { CommandResult } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const path = temporaryPaths()

const ada: Record<string, AttributeValue> = {
  PK: { S: 'USER#ada' },
  SK: { S: 'PROFILE' },
  email: { S: 'ada@example.com' },
  age: { N: '36' },
  balance: { N: '12345678901234567890123456789012345678' },
  key: { B: Buffer.from([0, 1, 254, 255]) },
  tags: { SS: ['x', 'y'] },
  address: { M: { city: { S: 'London' }, country: { S: 'UK' } } },
}

interface Captured {
  readonly result: CommandResult
  readonly records: readonly StreamRecord[]
  readonly manifest: Readonly<Record<string, unknown>>
}

describe.each(['dynamodb-local', 'dynoxide'] as const)('tailrace capture from %s', kind => {
  let running: WithTable
  let reason: string | undefined
  const create = async (TableName: string, stream?: StreamSpecification): Promise<unknown> =>
    running.clients.table.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        StreamSpecification: stream,
      }),
    )
  const capture = async (...args: readonly string[]): Promise<CommandResult> =>
    tailrace(['capture', ...args], { AWS_ENDPOINT_URL: running.engine.endpoint })
  const captured = async (...args: readonly string[]): Promise<Captured> => {
    const file = path('capture.ndjson')
    const result = await capture('--table', running.table.tableName, '-o', file, ...args)
    const text = readFileSync(file, 'utf8')
    return {
      result,
      records: text === '' ? [] : objectsIn(text),
      manifest: JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as Captured['manifest'],
    }
  }

  beforeAll(async () => {
    reason = await reasonToSkip(kind)
    if (reason !== undefined) return
    running = await withTable(kind)
    const { clients, table } = running
    const put = async (Item: Record<string, AttributeValue>): Promise<unknown> =>
      clients.table.send(new PutItemCommand({ TableName: table.tableName, Item }))
    await put(ada)
    await put({ ...ada, email: { S: 'ada@example.org' } })
    await put({ ...ada, PK: { S: 'USER#eve' } })
    await clients.table.send(
      new DeleteItemCommand({
        TableName: table.tableName,
        Key: { PK: { S: 'USER#ada' }, SK: { S: 'PROFILE' } },
      }),
    )
  }, 300_000)
  afterAll(async () => {
    if (reason === undefined) await running.engine.stop()
  })

  it('writes every record unaltered, and a manifest beside them', async context => {
    if (reason !== undefined) context.skip(reason)

    const { result, records, manifest } = await captured()

    expect([result.code, result.out]).toEqual([0, ''])
    const ofAda = records.filter(({ dynamodb }) => JSON.stringify(dynamodb?.Keys).includes('ada'))
    expect(ofAda.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE'])
    expect(ofAda[0]?.dynamodb?.NewImage).toEqual({ ...ada, key: { B: 'AAH+/w==' } })
    expect(manifest).toMatchObject({
      tool: 'tailrace 0.1.0',
      complete: true,
      count: 4,
      keys: [],
      since: null,
      redaction: null,
      source: {
        endpoint: kind === 'dynamodb-local' ? 'dynamodb-local' : 'other',
        streams: [
          {
            streamArn: running.table.streamArn,
            viewType: 'NEW_AND_OLD_IMAGES',
            count: 4,
            firstSequenceNumber: records[0]?.dynamodb?.SequenceNumber,
            lastSequenceNumber: records.at(-1)?.dynamodb?.SequenceNumber,
            gaps: [],
          },
        ],
      },
    })
  })

  it('takes only the items and the time that were asked for', async context => {
    if (reason !== undefined) context.skip(reason)

    const [ofEve, tomorrow] = await Promise.all([
      captured('--keys', 'USER#eve,PROFILE', 'USER#nobody'),
      captured('--since', '2999-01-01T00:00:00Z'),
    ])

    expect(ofEve.records.map(({ dynamodb }) => dynamodb?.Keys?.['PK'])).toEqual([{ S: 'USER#eve' }])
    expect(ofEve.manifest).toMatchObject({ count: 1, keys: [['USER#eve', 'PROFILE'], ['USER#nobody']] })
    expect(tomorrow.records).toEqual([])
    expect(tomorrow.manifest).toMatchObject({ count: 0, since: '2999-01-01T00:00:00.000Z' })
  })

  it('redacts what it is told to, the same in keys and images', async context => {
    if (reason !== undefined) context.skip(reason)

    const { result, records, manifest } = await captured('--redact', 'PK,email,address.city,none')

    expect(JSON.stringify(records)).not.toMatch(/ada@example|USER#ada|London/)
    expect(JSON.stringify(records)).toMatch(/UK/)
    for (const { dynamodb } of records)
      expect(dynamodb?.Keys?.['PK']).toEqual((dynamodb?.NewImage ?? dynamodb?.OldImage)?.['PK'])
    expect(new Set(records.map(({ dynamodb }) => JSON.stringify(dynamodb?.Keys?.['PK']))).size).toBe(2)
    expect(manifest).toMatchObject({ redaction: { attributes: ['PK', 'email', 'address.city', 'none'] } })
    expect(result.said).toContain('no record has none')
  })

  it('refuses a key of more parts than the table has, in one line', async context => {
    if (reason !== undefined) context.skip(reason)
    await create('simple', { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' })

    const { code, said } = await capture('--table', 'simple', '-o', path(), '--keys', 'a,b')

    expect([code, said.trim().split('\n')]).toEqual([2, [expect.stringContaining('--keys is "a,b"')]])
  })

  it('tells a file that takes no more from a stream that cannot be read, in one line', async context => {
    if (reason !== undefined) context.skip(reason)
    if (!existsSync('/dev/full')) context.skip('there is no /dev/full here')
    const full = path('full.ndjson')
    symlinkSync('/dev/full', full)

    const { code, said } = await capture('--table', running.table.tableName, '-o', full)

    expect([code, said.trim().split('\n')]).toEqual([
      2,
      [expect.stringMatching(/full\.ndjson cannot be written: .*ENOSPC/)],
    ])
  })

  it('refuses a table without a stream, and one that is not there, in one line', async context => {
    if (reason !== undefined) context.skip(reason)
    await create('mute')

    const [mute, none] = await Promise.all(
      ['mute', 'none'].map(async name => capture('--table', name, '-o', path())),
    )

    expect([mute?.code, none?.code]).toEqual([2, 2])
    expect(mute?.said.trim().split('\n')).toEqual([expect.stringContaining('Table mute has no stream.')])
    expect(none?.said.trim().split('\n')).toEqual([expect.stringContaining('Table none cannot be read')])
  })
})

describe('tailrace capture', () => {
  it('leaves whole records and says that they are not all, when it is interrupted', async () => {
    const endless = await endlessStream()
    const file = path('endless.ndjson')
    const child = spawn(process.execPath, ['bin/tailrace.mjs', 'capture', '--table', 'endless', '-o', file], {
      env: { ...process.env, AWS_ENDPOINT_URL: endless.endpoint },
      stdio: 'ignore',
    })
    const closed = new Promise(resolve => child.once('close', resolve))
    await endless.whenRead(20)

    child.kill('SIGINT')

    expect(await closed).toBe(130)
    await endless.stop()
    const records = objectsIn(readFileSync(file, 'utf8'))
    expect(records.length).toBeGreaterThan(10)
    expect(JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))).toMatchObject({
      complete: false,
      count: records.length,
    })
  })

  it.each([
    [['--since', 'yesterday'], '--since is "yesterday"'],
    [['--since', '5'], '--since is "5"'],
    [['--since', '2026-02-30T25:00Z'], '--since is "2026-02-30T25:00Z"'],
    [['--keys', 'a,b,c'], '--keys is "a,b,c"'],
    [['--redact', 'a,,b'], '--redact is "a,,b"'],
  ])('refuses %j in one line', async (args, message) => {
    const { code, said } = await tailrace(['capture', '--table', 't', '-o', path(), ...args])

    expect([code, said.trim().split('\n')]).toEqual([2, [expect.stringContaining(message)]])
  })
})
