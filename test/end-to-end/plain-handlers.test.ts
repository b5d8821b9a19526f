import { describe, expect, it } from 'vitest'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()

const serverless = (stream: string): string => `
service: desk
provider: { name: aws, runtime: nodejs24.x }
custom: { tailrace: { input: input.mjs } }
functions:
  watch:
    handler: watch.handler
    events:
      - stream: { type: dynamodb, arn: !GetAtt T.StreamArn, batchSize: 100, batchWindow: 1, ${stream} }
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

const input = `import { createRequire } from 'node:module'
const { PutItemCommand } = createRequire(${JSON.stringify(new URL('../../package.json', import.meta.url).pathname)})('@aws-sdk/client-dynamodb')
export const input = async ({ client, tableName }) => {
  for (const id of ['t1', 't2', 't3'])
    await client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: id } } }))
}`

const run = async (stream: string, code: string, file = 'watch.js') => {
  const folder = path('desk')
  writeProject(folder, { 'serverless.yml': serverless(stream), 'input.mjs': input, [file]: code })
  const [ndjson, text] = [
    await tailrace(['dev', '--once', '--engine', 'dynoxide', '--output', 'ndjson'], {}, '', folder),
    await tailrace(['dev', '--once', '--engine', 'dynoxide'], {}, '', folder),
  ]
  const lines = objectsIn(ndjson.out)
  return { lines, summary: lines.at(-1), code: ndjson.code, text: text.out, said: text.said }
}

/** CommonJS, as many write it: the second item is poison in every try. */
const reporting = `
const isPoison = record => record.dynamodb.NewImage.id.S === 't2'
exports.handler = async event => ({
  batchItemFailures: event.Records.filter(isPoison).map(record => ({ itemIdentifier: record.dynamodb.SequenceNumber })),
})`

describe('tailrace dev with a handler that does not know this library', () => {
  it(
    'accounts for it by its answers, and says that it is not verified',
    async () => {
      const { lines, summary, code, text, said } = await run(
        'functionResponseType: ReportBatchItemFailures',
        reporting.replace("=== 't2'", "=== 'none'"),
      )

      expect(summary).toMatchObject({ received: 3, applied: 3, failed: 0 })
      expect(summary).not.toHaveProperty('warnings')
      expect(lines.filter(({ event }) => event === 'Answered')).toMatchObject(
        ['t1', 't2', 't3'].map(key => ({ function: 'watch', eventName: 'INSERT', key, became: 'applied' })),
      )
      expect(text).toContain('INSERT t2  watch: applied\n')
      expect(said).toContain('watch is not verified')
      expect(code).toBe(0)
    },
    2 * minutes,
  )

  it(
    'says how many changes are dropped by a list that the stream does not declare',
    async () => {
      const { lines, summary, code, text, said } = await run('startingPosition: TRIM_HORIZON', reporting)

      expect(summary).toMatchObject({
        received: 3,
        applied: 2,
        failed: 1,
        warnings: [{ code: 'handler.failures-not-declared', function: 'watch', times: 1, changes: 1 }],
      })
      expect(lines.filter(({ event }) => event === 'Warned')).toHaveLength(1)
      expect(text).toContain('INSERT t2  watch: dropped, although the function said that it failed\n')
      expect(text).toContain('warning: watch handler.failures-not-declared, 1 time, 1 change lost\n')
      expect(said).toContain('so 1 change is dropped without a word. Set functionResponseType')
      expect(code).toBe(4)
    },
    2 * minutes,
  )
})
