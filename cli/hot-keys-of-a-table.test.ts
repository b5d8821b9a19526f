// `tailrace hot-keys` on the streams of an engine: a table, a stream by its ARN, the table of a `dev` that runs here.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../core/clock.ts'
import { writeSessionNote } from '../operations/dev/session-file.ts'
import { applicationEnv } from '../operations/local-run/application-env.ts'
import type { HotKeyList } from '../operations/hot-keys/hot-key.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { WithTable } from '../test/support/with-table.ts'
import { reasonToSkip, withTable } from '../test/support/with-table.ts'
import type { HotKeysCommandOptions } from './hot-keys-command.ts'
import { hotKeysCommand } from './hot-keys-command.ts'

const skipReason = await reasonToSkip('dynoxide')
const given: HotKeysCommandOptions = {
  ...{ top: 3, insights: false, since: '3h', allowWrites: false, output: 'json' },
}

describe.skipIf(skipReason !== undefined)('tailrace hot-keys of an engine', () => {
  let world: WithTable
  let env: Readonly<Record<string, string>>

  beforeAll(async () => {
    world = await withTable('dynoxide')
    env = applicationEnv({ endpoint: world.engine.endpoint, region: 'eu-central-1' })
    const client = new DynamoDBClient({
      ...{ endpoint: world.engine.endpoint, region: 'eu-central-1' },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    const { tableName: TableName } = world.table
    // A heavy one, a middle one, and many of their own.
    const many = (count: number, key: string): readonly string[] => Array.from({ length: count }, () => key)
    const writes = [...many(30, 'hot'), ...many(10, 'warm'), 'a', 'b', 'c']
    for (const [at, key] of writes.entries())
      await client.send(
        new PutItemCommand({ TableName, Item: { PK: { S: key }, SK: { S: `${at}` }, at: { N: `${at}` } } }),
      )
    client.destroy()
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await world.engine.stop()
  })

  const run = async (
    options: Partial<HotKeysCommandOptions>,
    { folder = '/nowhere', env: own = env } = {},
  ) => {
    const terminal = { ...notedTerminal(own, { folder }), clock: systemClock }
    const ended: unknown = await hotKeysCommand([], { ...given, ...options }, terminal).catch(
      (error: unknown) => error,
    )
    if (ended !== 0) return { ended, keys: [], said: terminal.saidText() }
    const { lists } = JSON.parse(terminal.outText()) as { readonly lists: readonly HotKeyList[] }
    const keys = lists.flatMap(list => list.keys.map(({ key, least, most }) => [key, least, most]))
    return { ended, keys, said: terminal.saidText() }
  }
  const ranked = [
    [expect.stringContaining('hot'), 30, 30],
    [expect.stringContaining('warm'), 10, 10],
    [expect.anything(), 1, 1],
  ]

  it('ranks the partition keys of a table by what the table itself says is its key', async () => {
    expect(await run({ table: world.table.tableName })).toMatchObject({ ended: 0, keys: ranked })
  })

  it('ranks those of a stream that is named', async () => {
    expect(await run({ stream: world.table.streamArn })).toMatchObject({ ended: 0, keys: ranked })
  })

  it('finds the table of a dev that runs in this folder, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-hot-dev-'))
    const { tableName, streamArn } = world.table
    writeSessionNote(folder, {
      ...{ pid: process.pid, startedAtMs: 0, file: 'serverless.yml', region: 'eu-central-1' },
      ...{ endpoint: world.engine.endpoint, functions: [], runFolder: folder, sinks: {} },
      tables: [{ id: 'Table', tableName, streamArn }],
    })

    const found = await run({ table: tableName }, { folder, env: {} })

    expect(found).toMatchObject({ ended: 0, keys: ranked })
    expect(found.said).toContain(`${tableName} is the table of the tailrace dev that runs here`)
  })

  it('names the table that is not there', async () => {
    expect(await run({ table: 'nowhere' })).toMatchObject({ ended: { code: 'hotkeys.table-unreadable' } })
  })

  it('names the stream of a table that is not there', async () => {
    const stream = world.table.streamArn.replace(/table\/[^/]+/, 'table/nowhere')

    expect(await run({ stream })).toMatchObject({ ended: { code: 'hotkeys.table-unreadable' } })
  })
})
