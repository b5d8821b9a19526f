import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const path = temporaryPaths()

const deployFile = `service: s
provider: { name: aws, runtime: nodejs24.x }
custom: { tailrace: { input: items.json } }
functions:
  stream: { handler: code.onStream, events: [{ stream: { type: dynamodb, arn: !GetAtt Things.StreamArn, batchWindow: 1 } }] }
  kinesis:
    handler: code.onKinesis
    events:
      - stream: { type: kinesis, arn: !GetAtt Changes.Arn, batchWindow: 1, functionResponseType: ReportBatchItemFailures, filterPatterns: [{ data: { eventName: [INSERT] } }] }
  clicks: { handler: code.onClicks, events: [{ stream: { type: kinesis, arn: !GetAtt Clicks.Arn } }] }
  pipe: { handler: code.onPipe }
resources:
  Resources:
    Changes: { Type: AWS::Kinesis::Stream }
    Clicks: { Type: AWS::Kinesis::Stream }
    Things:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: things
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: KEYS_ONLY }
        KinesisStreamSpecification: { StreamArn: !GetAtt Changes.Arn }
    Piped:
      Type: AWS::Pipes::Pipe
      Properties:
        RoleArn: arn:aws:iam::000000000000:role/p
        Source: !GetAtt Things.StreamArn
        SourceParameters:
          DynamoDBStreamParameters: { StartingPosition: TRIM_HORIZON, MaximumBatchingWindowInSeconds: 1 }
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["MODIFY"]}' }] }
        Target: !GetAtt PipeLambdaFunction.Arn
    Enriched:
      Type: AWS::Pipes::Pipe
      Properties:
        RoleArn: arn:aws:iam::000000000000:role/p
        Source: !GetAtt Things.StreamArn
        Enrichment: !GetAtt PipeLambdaFunction.Arn
        Target: !GetAtt PipeLambdaFunction.Arn
`

/** Each says what it was given in a line, and reports the first record once, in its own way. */
const code = `
const say = (name, images) => console.log('WAY ' + JSON.stringify([name, ...images]))
const first = {}
const once = (name, identifier) => {
  const isFirst = first[name] === undefined
  first[name] = true
  return { batchItemFailures: isFirst ? [{ itemIdentifier: identifier }] : [] }
}
const imagesOf = ({ dynamodb }) => [dynamodb.Keys.id.S, dynamodb.OldImage?.n.N, dynamodb.NewImage?.n.N].map(each => each ?? '-').join()
export const onStream = async ({ Records }) => say('stream', Records.map(imagesOf))
export const onKinesis = async ({ Records }) => {
  const changes = Records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()))
  say('kinesis', changes.map(imagesOf))
  return once('kinesis', Records[0].kinesis.sequenceNumber)
}
export const onPipe = async records => {
  say('pipe', records.map(imagesOf))
  return once('pipe', records[0].eventID)
}
export const onClicks = async () => { throw new Error('nobody clicks') }
`

const project = (): string => {
  const folder = path('project')
  const items = [1, 2].map(n => ({ id: 'a', n }))
  writeProject(folder, {
    'serverless.yml': deployFile.replaceAll(/AWS::[A-Za-z:]+/g, '"$&"'),
    'code.mjs': code,
    'items.json': JSON.stringify([...items, { id: 'b', n: 1 }]),
  })
  return folder
}

const notes = [
  'clicks is left out on the Kinesis stream Clicks: no table that is described here writes to it.',
  'The pipe Enriched of serverless.yml is not run here: it has an enrichment.',
]

describe('functions on the changes of one table', () => {
  it(
    'have them as AWS gives them: of the stream, by Kinesis, by a pipe',
    { timeout: 2 * minutes },
    async () => {
      const folder = project()
      const args = ['dev', '--once', '--engine', 'dynoxide', '--table-port', '0', '--output', 'ndjson']
      const { code: ended, out, said } = await tailrace(args, {}, '', folder)
      const events = objectsIn(out)
      const log = globSync(`${folder}/.tailrace/runs/*/functions.log`).map(file => readFileSync(file, 'utf8'))
      const given = (name: string): ReadonlySet<unknown> =>
        new Set(
          log
            .join('')
            .split('\n')
            .filter(line => line.includes(`["${name}"`))
            .flatMap(line => (JSON.parse(line.slice(line.indexOf('['))) as unknown[]).slice(1)),
        )

      expect([ended, said.split('\n').filter(line => line.startsWith('tailrace:'))]).toEqual([0, []])
      // The table's own stream carries keys, whatever Kinesis is given; a pipe reads the same stream.
      expect(given('stream')).toEqual(new Set(['a,-,-', 'b,-,-']))
      expect(given('kinesis')).toEqual(new Set(['a,-,1', 'b,-,1']))
      expect(given('pipe')).toEqual(new Set(['a,-,-']))
      expect(events.filter(({ event }) => event === 'Warned')).toEqual([])
      expect(events.find(({ event }) => event === 'ProjectRead')).toMatchObject({ notes })
      expect(events.at(-1)).toMatchObject({ event: 'Summary', failed: 0, parked: 0 })
    },
  )

  it('are told of by check where they are left out', { timeout: minutes }, async () => {
    const { said } = await tailrace(['check'], {}, '', project())

    for (const note of notes) expect(said).toContain(note)
    expect(said).toContain('2 mappings checked')
  })
})
