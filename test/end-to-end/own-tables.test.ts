import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import type { RunningCommand } from '../support/tailrace.ts'
import { objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()
const root = new URL('../../', import.meta.url).href

const table = (name: string): string => `
    ${name}:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: \${self:service}-${name.toLowerCase()}
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }`

const serverless = `
service: desk
provider: { name: aws, runtime: nodejs24.x }
functions:
  watch:
    handler: watch.handler
    environment: { TICKETS: !Ref Tickets, PEOPLE: !Sub "\${People}", ARN: !GetAtt Tickets.Arn }
    events:
      - stream: { type: dynamodb, arn: !GetAtt Tickets.StreamArn, functionResponseType: ReportBatchItemFailures }
      - stream: { type: dynamodb, arn: !GetAtt People.StreamArn, functionResponseType: ReportBatchItemFailures }
resources:
  Resources:${table('Tickets')}${table('People')}
`

const code = `import { entity, processor, registry, streamHandler, when } from '${root}core/index.ts'
import { handlerOptions } from '${root}adapters/open/handler-options.ts'
const Thing = entity('Thing', { match: { kind: 'thing' } })
export const pipeline = env => registry([processor({
  name: 'note', filter: when(Thing),
  handle: change => console.log([env.TICKETS, env.PEOPLE, env.ARN, change.after.id].join(' ')),
})])
export const handler = streamHandler(pipeline(process.env), handlerOptions(process.env))
`

const callingCode =
  `if (process.env.AWS_PROFILE || process.env.AWS_ACCESS_KEY_ID === 'AKIAREALKEYOFSOMEBODY') throw new Error('an account')\n${code}`.replace(
    /handle: [^\n]*\n/,
    `handle: async () => {
    const { SendMessageCommand, SQSClient } = await import('${root}node_modules/@aws-sdk/client-sqs/dist-cjs/index.js')
    const client = new SQSClient({})
    const { accessKeyId, secretAccessKey } = await client.config.credentials()
    console.log([accessKeyId, secretAccessKey, process.env.AWS_SESSION_TOKEN, process.env.AWS_PROFILE].map(String).join(' '))
    for (const QueueUrl of ['https://sqs.eu-west-1.amazonaws.com/1/q', process.env.AWS_ENDPOINT_URL + '/1/q'])
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })).catch(error => console.log(String(error)))
  },
`,
  )

const parkingCode = (mended: string): string =>
  `import { existsSync } from 'node:fs'\n${code}`.replace(
    /handle: [^\n]*\n/,
    `handle: () => { if (!existsSync(${JSON.stringify(mended)})) throw new Error('not yet') },\n`,
  )

const running: RunningCommand[] = []

afterEach(async () => {
  for (const command of running) command.kill('SIGINT')
  await Promise.all(running.splice(0).map(async ({ closed }) => closed))
})

const deskProject = (): string => {
  const folder = path('desk')
  writeProject(folder, { 'serverless.yml': serverless, 'watch.mjs': code })
  return folder
}

const start = async (folder: string): Promise<RunningCommand> => {
  const command = startTailrace(['dev', '--output', 'ndjson'], folder)
  running.push(command)
  await Promise.race([
    command.whenOut('"CaughtUp"'),
    command.closed.then(({ said }) => Promise.reject(new Error(said))),
  ])
  return command
}

const Item = (
  id: string,
): { readonly id: { readonly S: string }; readonly kind: { readonly S: string } } => ({
  id: { S: id },
  kind: { S: 'thing' },
})

describe('tailrace dev with tables of one’s own', () => {
  it(
    'lets any program write to them, under any key and region, and gives each change to the function',
    async () => {
      const folder = deskProject()
      const command = await start(folder)
      const note = readSessionNote(folder)
      const clients = [
        ['AKIAIOSFODNN7EXAMPLE', 'eu-central-1'],
        ['not_a-real.key', 'us-gov-west-1'],
      ].map(
        ([accessKeyId = '', region = '']) =>
          new DynamoDBClient({
            endpoint: note?.endpoint ?? '',
            region,
            credentials: { accessKeyId, secretAccessKey: 'x' },
          }),
      )

      await clients[0]!.send(new PutItemCommand({ TableName: 'desk-tickets', Item: Item('t1') }))
      await clients[1]!.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'desk-tickets', Item: Item('t2') } },
            { Put: { TableName: 'desk-people', Item: Item('p1') } },
          ],
        }),
      )
      for (const id of ['t1', 't2', 'p1']) await command.whenOut(`"key":"${id}"`)
      command.kill('SIGINT')
      const { code: exit, out } = await command.closed

      const lines = objectsIn(out)
      const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/desk-tickets'
      const { runFolder } = lines.find(({ event }) => event === 'Started') as { readonly runFolder: string }
      const said = readFileSync(join(runFolder, 'functions.log'), 'utf8').trim().split('\n').toSorted()
      expect(said).toEqual(['p1', 't1', 't2'].map(id => `desk-tickets desk-people ${arn} ${id}`))
      expect(lines.at(-1)).toMatchObject({ event: 'Summary', received: 3, applied: 3 })
      expect(exit).toBe(130)
      expect(readSessionNote(folder)).toBeUndefined()
    },
    2 * minutes,
  )

  it(
    'keeps functions on this machine: made-up credentials, no profile, and no service but the tables',
    async () => {
      const folder = deskProject()
      writeProject(folder, { 'watch.mjs': callingCode })
      const command = startTailrace(['dev', '--output', 'ndjson'], folder, {
        AWS_ACCESS_KEY_ID: 'AKIAREALKEYOFSOMEBODY',
        AWS_SECRET_ACCESS_KEY: 'real-secret',
        AWS_SESSION_TOKEN: 'real-token',
        AWS_PROFILE: 'production',
      })
      running.push(command)
      await command.whenOut('"CaughtUp"')
      const client = new DynamoDBClient({
        endpoint: readSessionNote(folder)?.endpoint ?? '',
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      })

      await client.send(new PutItemCommand({ TableName: 'desk-tickets', Item: Item('t1') }))
      const out = await command.whenOut('"outcome":"applied"')

      const lines = objectsIn(out.slice(0, out.lastIndexOf('\n')))
      const { runFolder } = lines.find(({ event }) => event === 'Started') as { readonly runFolder: string }
      const said = readFileSync(join(runFolder, 'functions.log'), 'utf8')
      expect(said).toContain(
        'RefusedByTailraceDev: tailrace dev does not let functions reach sqs (SendMessage).',
      )
      expect(said).toContain('tailrace dev keeps functions from sqs.eu-west-1.amazonaws.com:')
      expect(said).toContain('local local undefined undefined')
      expect(said).not.toContain('real-')
      expect(lines).toContainEqual({
        event: 'Refused',
        service: 'sqs',
        operation: 'SendMessage',
        setting: 'AWS_ENDPOINT_URL_SQS',
      })
    },
    2 * minutes,
  )

  it(
    'is found by the other commands in its folder',
    async () => {
      const folder = deskProject()
      writeProject(folder, { 'watch.mjs': parkingCode(join(folder, 'mended')) })
      const command = await start(folder)
      const note = readSessionNote(folder)
      const client = new DynamoDBClient({
        endpoint: note?.endpoint ?? '',
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      })
      await client.send(new PutItemCommand({ TableName: 'desk-people', Item: Item('p1') }))
      await command.whenOut('"event":"Discarded"')

      const status = await tailrace(['status'], {}, '', folder)
      const captured = await tailrace(
        ['capture', '--table', 'desk-people', '-o', 'people.ndjson'],
        {},
        '',
        folder,
      )
      writeFileSync(join(folder, 'mended'), '')
      const redriven = await tailrace(['redrive'], {}, '', folder)

      expect([status.code, captured.code, redriven.code]).toEqual([0, 0, 0])
      expect(status.out).toContain(`tables   ${note?.endpoint ?? ''}  desk-tickets, desk-people\n`)
      expect(captured.said).toContain('1 record in people.ndjson')
      expect(redriven.out).toContain('1 change: 1 applied, 0 unchanged, 0 filtered, 0 parked, 0 failed')
      command.kill('SIGINT')
      await command.closed
      const after = await tailrace(['status'], {}, '', folder)
      expect([after.code, after.out]).toEqual([6, ''])
    },
    2 * minutes,
  )

  it('ends with exit code 6 where the port that was asked for is taken', { timeout: minutes }, async () => {
    const taken = createServer()
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo

    const { code: exit, said } = await tailrace(
      ['dev', '--once', '--table-port', String(port)],
      {},
      '',
      deskProject(),
    )
    await new Promise(resolve => taken.close(resolve))

    expect(exit).toBe(6)
    expect(said).toContain(`The tables cannot have port ${port} (--table-port)`)
  })

  it.each([
    ['https://dynamodb.eu-west-1.amazonaws.com', 'it is AWS itself'],
    ['localhost:8000', 'it is no http address'],
  ])('refuses the endpoint %s', { timeout: minutes }, async (endpoint, reason) => {
    const { code: exit, said } = await tailrace(['dev', '--endpoint', endpoint], {}, '', deskProject())

    expect(exit).toBe(6)
    expect(said).toContain(reason)
  })

  it(
    'makes no table at an endpoint that runs anyway, unless it is asked to, and leaves those that are there alone',
    async () => {
      const first = deskProject()
      await start(first)
      const endpoint = readSessionNote(first)?.endpoint ?? ''
      const folder = deskProject()
      const another = join(folder, 'serverless.yml')
      writeProject(folder, { 'serverless.yml': readFileSync(another, 'utf8').replace('desk', 'bureau') })

      const refused = await tailrace(['dev', '--once', '--endpoint', endpoint], {}, '', folder)
      const created = await tailrace(['dev', '--once', '--create', '--endpoint', endpoint], {}, '', folder)
      const again = await tailrace(['dev', '--once', '--endpoint', endpoint], {}, '', folder)

      expect([refused.code, refused.said]).toEqual([
        5,
        expect.stringContaining(`There is no table bureau-tickets at ${endpoint}. `) as unknown,
      ])
      expect([created.code, again.code]).toEqual([0, 0])
    },
    2 * minutes,
  )
})
