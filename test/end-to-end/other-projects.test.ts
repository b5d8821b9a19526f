import { cpSync } from 'node:fs'
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import type { RunningCommand } from '../support/tailrace.ts'
import { objectsIn, startTailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()
const running: RunningCommand[] = []

afterEach(async () => {
  for (const command of running) command.kill('SIGINT')
  await Promise.all(running.splice(0).map(async ({ closed }) => closed))
})

type Line = Readonly<Record<string, unknown>>

const start = async (
  name: string,
): Promise<{ readonly folder: string; readonly command: RunningCommand }> => {
  const folder = path(name)
  cpSync(new URL(`../projects/${name}/`, import.meta.url), folder, { recursive: true })
  const command = startTailrace(['dev', '--output', 'ndjson'], folder, { ORIGIN: 'test' })
  running.push(command)
  await Promise.race([
    command.whenOut('"CaughtUp"'),
    command.closed.then(async ({ said }) => Promise.reject(new Error(said))),
  ])
  return { folder, command }
}

const valueOf = (type: string | undefined, id: string): { S: string } | { N: string } =>
  type === 'N' ? { N: String(id.length) } : { S: id }

/** Writes an item that is nothing but a key into each table that has a stream, as a program of the user's would. */
const writeToAll = async (folder: string, id: string): Promise<number> => {
  const { endpoint = '', tables = [] } = readSessionNote(folder) ?? {}
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'mine', secretAccessKey: 'x' },
  })
  const streamed = tables.filter(({ streamArn }) => streamArn !== '')
  for (const { tableName } of streamed) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    const types = new Map(Table?.AttributeDefinitions?.map(each => [each.AttributeName, each.AttributeType]))
    const Item: Record<string, { S: string } | { N: string }> = {}
    for (const { AttributeName = '' } of Table?.KeySchema ?? [])
      Item[AttributeName] = valueOf(types.get(AttributeName), id)
    await client.send(new PutItemCommand({ TableName: tableName, Item }))
  }
  return streamed.length
}

/** By project: the functions that answer for a new item in each table, what is warned of, and how many answers that is. */
const expected: Readonly<
  Record<
    string,
    { readonly answers: readonly string[]; readonly warned: readonly string[]; readonly times?: number }
  >
> = {
  'serverless-inline': { answers: ['labels'], warned: ['handler.failures-never-reported'] },
  'serverless-ts': { answers: ['labels'], warned: [] },
  'serverless-yaml': { answers: ['labels', 'prices'], warned: [] },
  'serverless-stages': { answers: ['labels'], warned: [] },
  'serverless-tables': { answers: ['both', 'orders'], warned: [], times: 3 },
  'sam-esbuild': { answers: ['OnTicket'], warned: [] },
  cdk: { answers: ['More-Second', 'OnOrder'], warned: [] },
  cloudformation: { answers: ['Audit', 'Inline'], warned: [] },
  'config-alone': { answers: ['webhook'], warned: ['handler.failures-never-reported'] },
}

describe('tailrace dev on other people’s projects', () => {
  it.each(Object.entries(expected))(
    'runs %s, and accounts for a change by what the handler answers',
    async (name, { answers, warned, times = answers.length }) => {
      const { folder, command } = await start(name)
      await writeToAll(folder, 'written-by-hand')
      for (const functionName of answers)
        await command.whenOut(`"event":"Answered","function":"${functionName}"`)
      // What the project's own input wrote is answered before.
      await command.whenOut('"key":"written-by-hand', times)
      command.kill('SIGINT')
      const { out } = await command.closed

      const lines: readonly Line[] = objectsIn(out)
      const answered = lines.filter(({ event }) => event === 'Answered')
      expect([...new Set(answered.map(each => each['function']))].toSorted()).toEqual([...answers].toSorted())
      expect(new Set(answered.map(({ became }) => became))).toEqual(new Set(['applied']))
      expect(lines.filter(({ event }) => event === 'Warned').map(({ code }) => code)).toEqual(warned)
      expect(lines.at(-1)).toMatchObject({ event: 'Summary', failed: 0 })
    },
    2 * minutes,
  )
})
