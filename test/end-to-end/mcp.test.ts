import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve as resolvePath } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startInspectedRun } from '../browser/inspected-run.ts'
import type { InspectedRun } from '../browser/inspected-run.ts'
import { brokenHandler, soundHandler, writeDesk } from '../browser/desk-project.ts'
import { putItems } from '../browser/open-page.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()
const folder = path('desk')
const bin = resolvePath('bin/tailrace.mjs')

const quoting = brokenHandler.replace("'no desk for poison'", "'no desk for ' + dynamodb.NewImage.email.S")

let run: InspectedRun
beforeAll(async () => {
  writeDesk(folder, quoting)
  run = await startInspectedRun(folder)
}, 2 * minutes)
afterAll(async () => run.stop())

const overStdio = async (): Promise<Client> => {
  const client = new Client({ name: 'test', version: '0' })
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [bin, 'mcp'], cwd: folder }),
  )
  return client
}

const overHttp = async (
  token = readFileSync(join(folder, '.tailrace/mcp-token'), 'utf8').trim(),
): Promise<Client> => {
  const client = new Client({ name: 'test', version: '0' })
  const url = new URL('/mcp', run.address)
  await client.connect(
    new StreamableHTTPClientTransport(url, {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  )
  return client
}

const textOf = async (
  client: Client,
  name: string,
  fields: Record<string, unknown> = {},
): Promise<string> => {
  const { content } = await client.callTool({ name, arguments: fields })
  const [first] = content as readonly { readonly text: string }[]
  return first?.text ?? ''
}

/** What stands between the marks. */
const ask = async (client: Client, name: string, fields: Record<string, unknown> = {}): Promise<unknown> => {
  const lines = (await textOf(client, name, fields)).split('\n')
  expect(lines).toHaveLength(3)
  const mark = /^End of the data: (.+)$/.exec(lines[2] ?? '')?.[1] ?? 'none'
  expect(lines[0]).toContain(mark)
  return JSON.parse(lines[1] ?? '') as unknown
}

type Groups = readonly {
  readonly group: string
  readonly message: string
  readonly count: number
}[]
interface Changes {
  readonly changes: readonly {
    readonly id: number
    readonly key: string
    readonly functions: readonly { readonly standing: string }[]
  }[]
}

describe('an assistant that asks about a run', () => {
  it(
    'learns what failed and why, and which part of a batch, over both ways; and no value',
    async () => {
      const secret = 'alice@example.com'
      await putItems(
        run.endpoint,
        'desk',
        ['a', 'poison', 'b'].map(id => ({ id: { S: id }, email: { S: secret } })),
      )
      const clients = [await overHttp(), await overStdio()]
      const [http, stdio] = clients as [Client, Client]
      await expect
        .poll(async () => ((await ask(http, 'list_failures')) as Groups).length, {
          timeout: 60_000,
          interval: 500,
        })
        .toBe(1)

      for (const client of clients) {
        const { tools } = await client.listTools()
        expect(tools.map(({ name }) => name).toSorted()).toEqual([
          ...['explain_change', 'get_batch', 'get_change', 'get_status', 'list_batches', 'list_changes'],
          ...['list_checks', 'list_failures', 'plan_redrive', 'redrive'],
        ])
        expect(
          tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name),
        ).toEqual(['redrive'])

        const status = await ask(client, 'get_status')
        expect(status).toMatchObject({
          tables: ['desk'],
          functions: [{ name: 'watch', counts: { received: 3, applied: 2, discarded: 1 } }],
        })
        const { changes } = (await ask(client, 'list_changes', { search: 'pk:poison' })) as Changes
        expect(changes).toMatchObject([{ key: 'poison', functions: [{ standing: 'given-up' }] }])
        const change = await ask(client, 'get_change', { key: 'poison' })
        expect(change).toMatchObject({ images: { after: { id: { S: 'poison' } } } })
        const batches = (await ask(client, 'list_batches', { failed: true })) as { batches: { id: string }[] }
        const tree = await ask(client, 'get_batch', { id: batches.batches[0]?.id })
        expect(JSON.stringify(tree)).toContain('"keys":["poison"]')
        const failures = (await ask(client, 'list_failures')) as Groups
        expect(failures).toMatchObject([{ functionName: 'watch', code: 'RetryAttemptsExhausted', count: 1 }])
        const plan = await ask(client, 'plan_redrive', { group: failures[0]?.group })
        expect(plan).toMatchObject({ wouldDeliver: 1, redriven: 0 })
        for (const told of [status, changes, change, batches, tree, failures, plan])
          expect(JSON.stringify(told)).not.toContain('alice')
        expect(JSON.stringify(tree)).toContain('no desk for ')
        expect(await ask(client, 'list_checks')).toEqual(expect.any(Array))
        expect(await textOf(client, 'explain_change', { key: 'nothing' })).toContain('No remembered change')
      }
      await Promise.all([http.close(), stdio.close()])
    },
    3 * minutes,
  )

  it('is refused what acts, and is told how a person allows it', async () => {
    const client = await overStdio()

    const { isError, content } = await client.callTool({ name: 'redrive', arguments: {} })

    expect(isError).toBe(true)
    expect(JSON.stringify(content)).toContain('--mcp-actions')
    expect((await ask(client, 'list_failures')) as Groups).toHaveLength(1)
    await client.close()
  })

  it('does not come in with another token', async () => {
    await expect(overHttp('b'.repeat(43))).rejects.toThrow()
  })

  it(
    'redrives where it was allowed; and is told that nothing runs where nothing does',
    async () => {
      await run.stop()
      const client = await overStdio()
      const nothing = await client.callTool({ name: 'get_status', arguments: {} })
      expect(nothing.isError).toBe(true)
      expect(JSON.stringify(nothing.content)).toContain('Start tailrace dev there')

      writeFileSync(join(folder, 'watch.js'), quoting)
      run = await startInspectedRun(folder, ['--mcp-actions'])
      await putItems(run.endpoint, 'desk', [{ id: { S: 'poison' }, email: { S: 'alice@example.com' } }])
      await expect
        .poll(async () => ((await ask(client, 'list_failures')) as Groups).length, {
          timeout: 60_000,
          interval: 500,
        })
        .toBe(1)
      writeFileSync(join(folder, 'watch.js'), soundHandler)
      await expect.poll(() => run.said(), { timeout: 30_000 }).toContain('watch is loaded anew')
      const outcome = await ask(client, 'redrive')

      expect(outcome).toMatchObject({ redriven: 1, objectsFailed: 0 })
      expect(await ask(client, 'list_failures')).toEqual([])
      await client.close()
    },
    3 * minutes,
  )
})
