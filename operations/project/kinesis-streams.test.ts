import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { decodeKinesis } from '../../core/handler/decode-kinesis.ts'
import type { TailraceConfig } from './config/define-config.ts'
import { isSameKinesisStream, wholeKinesisArn } from './kinesis-streams.ts'
import { readProject } from './read-project.ts'

const path = temporaryPaths()
const real = 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes'
const here = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes'

const table = (kinesis: string, name = 'things'): string => `
      Type: "AWS::DynamoDB::Table"
      Properties:
        TableName: ${name}
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        KinesisStreamSpecification: { StreamArn: ${kinesis} }`

const stream = 'Changes: { Type: "AWS::Kinesis::Stream", Properties: { Name: changes } }'

/** A serverless file whose function `f` has these events, as people write them. */
const serverless = (events: string, kinesis = '!GetAtt Changes.Arn', more = ''): string => `service: s
provider: { name: aws, runtime: nodejs24.x }
functions:
  f:
    handler: code.handler
    events: ${events}
${more}
resources:
  Resources:
    ${stream}
    Things: ${table(kinesis)}
`

const typed = '[{ stream: { type: kinesis, arn: !GetAtt Changes.Arn, batchSize: 7 } }]'

/** A template whose mapping has this source. */
const template = (source: string, kinesis = '!GetAtt Changes.Arn', more = ''): string => `Resources:
    ${stream}
    Things: ${table(kinesis)}
    F: { Type: "AWS::Lambda::Function", Properties: { Runtime: nodejs24.x, Handler: code.handler, Code: . } }
    M:
      Type: "AWS::Lambda::EventSourceMapping"
      Properties: { FunctionName: !Ref F, EventSourceArn: ${source}, StartingPosition: LATEST, BatchSize: 7 }
${more}`

const sam = (stream_: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
    ${stream}
    Things: ${table('!GetAtt Changes.Arn')}
    F:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs24.x
        Handler: code.handler
        Events: { K: { Type: Kinesis, Properties: { Stream: ${stream_}, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 1, BatchSize: 7 } } }
`

const read = async (file: string, text: string, config?: TailraceConfig) => {
  const folder = path('project')
  writeProject(folder, { 'code.mjs': 'export const handler = () => ({})\n', [file]: text })
  return readProject(folder, {}, config === undefined ? {} : { config })
}

const consumer = `    C: { Type: "AWS::Kinesis::StreamConsumer", Properties: { ConsumerName: c, StreamARN: !GetAtt Changes.Arn } }`

describe('a function on the Kinesis stream that a table writes to', () => {
  it.each<[string, string, string, string]>([
    ['serverless.yml', 'by type', serverless(typed), here],
    ['serverless.yml', 'by its ARN alone', serverless(`[{ stream: '${real}' }]`, real), real],
    [
      'serverless.yml',
      'by an ARN that the file makes',
      serverless(
        "[{ stream: { type: kinesis, arn: { 'Fn::Join': [':', [arn, aws, kinesis, !Ref 'AWS::Region', !Ref 'AWS::AccountId', stream/changes]] } } }]",
      ),
      here,
    ],
    [
      'serverless.yml',
      'by a variable of the cloud',
      serverless("[{ stream: { type: kinesis, arn: '${cf:other.Arn}' } }]", "'${cf:other.Arn}'"),
      'arn:aws:kinesis:us-east-1:000000000000:stream/',
    ],
    [
      'serverless.yml',
      'with a consumer',
      serverless(`[{ stream: { type: kinesis, arn: '${real}/consumer/c:1', consumer: true } }]`, real),
      real,
    ],
    [
      'serverless.yml',
      'from a moment',
      serverless(
        typed.replace('batchSize: 7', 'startingPosition: AT_TIMESTAMP, startingPositionTimestamp: 1'),
      ),
      here,
    ],
    ['template.yml', 'by a mapping', template('!GetAtt Changes.Arn'), here],
    ['template.yml', 'by a consumer of it', template('!Ref C', '!GetAtt Changes.Arn', consumer), here],
    [
      'template.yml',
      'by another consumer',
      template('!GetAtt C.ConsumerARN', '!GetAtt Changes.Arn', consumer),
      here,
    ],
    [
      'template.yml',
      'by a parameter that both have',
      `Parameters: { Elsewhere: { Type: String } }\n${template('!Ref Elsewhere', '!Ref Elsewhere')}`,
      'arn:aws:kinesis:us-east-1:000000000000:stream/Elsewhere',
    ],
    [
      'template.yml',
      'by an ARN with the account of the run',
      template("!Sub 'arn:aws:kinesis:${AWS::Region}:${AWS::AccountId}:stream/changes'", real),
      real,
    ],
    ['template.yaml', 'by an event of SAM', sam('!GetAtt Changes.Arn'), here],
  ])('is found in %s %s', async (file, _, text, streamArn) => {
    const { functions, notes } = await read(file, text)

    expect(notes).toEqual([])
    expect(functions).toHaveLength(1)
    expect(functions[0]?.streams).toMatchObject([
      { table: 'Things', way: { type: 'kinesis', precision: 'MICROSECOND' } },
    ])
    expect(functions[0]?.streams[0]?.way).toHaveProperty('streamArn', expect.stringContaining(streamArn))
  })

  it('is there for each of several tables, and beside their own streams', async () => {
    const both = `[{ stream: { type: kinesis, arn: !GetAtt Changes.Arn } }, { stream: { type: dynamodb, arn: !GetAtt Others.StreamArn } }]`
    const text = `${serverless(both)}    Others: ${table("{ 'Fn::GetAtt': [Changes, Arn] }, ApproximateCreationDateTimePrecision: MILLISECOND", 'others')}
        StreamSpecification: { StreamViewType: KEYS_ONLY }
`
    const { functions } = await read('serverless.yml', text)

    expect(
      functions[0]?.streams.map(({ table: id, way }) => [id, way?.type === 'kinesis' ? way.precision : way]),
    ).toEqual([
      ['Things', 'MICROSECOND'],
      ['Others', 'MILLISECOND'],
      ['Others', undefined],
    ])
  })

  it('is described by a configuration alone, for tables that something else makes', async () => {
    const things = { partitionKey: 'id', kinesisStream: real }
    const alone = await read('notes.txt', '', {
      tables: { things },
      functions: {
        f: { handler: 'code.handler', streams: [{ table: 'things', by: 'kinesis', BatchSize: 3 }] },
      },
    })
    const over = await read(
      'serverless.yml',
      `service: s\nprovider: { name: aws, runtime: nodejs24.x }\nfunctions: { f: { handler: code.handler, events: [{ stream: '${real}' }] } }\n`,
      { tables: { things } },
    )

    expect([alone, over].map(({ functions }) => functions[0]?.streams[0])).toMatchObject([
      { table: 'things', settings: { BatchSize: 3 }, way: { streamArn: real } },
      { table: 'things', settings: { BatchSize: 10 }, way: { streamArn: real } },
    ])
  })
})

describe('a function on another Kinesis stream', () => {
  const other = 'arn:aws:kinesis:eu-central-1:999999999999:stream/changes'

  it.each<[string, string, string]>([
    ['of another account', 'serverless.yml', serverless(`[{ stream: '${other}' }]`, real)],
    [
      'of this stack',
      'serverless.yml',
      serverless('[{ stream: { type: kinesis, arn: !GetAtt Clicks.Arn } }]'),
    ],
    [
      'that only the cloud knows',
      'serverless.yml',
      serverless("[{ stream: { type: kinesis, arn: '${cf:clicks.Arn}' } }]"),
    ],
    ['of another account', 'template.yml', template(other, real)],
    ['of another stack', 'template.yml', template('!ImportValue KinesisClicks')],
    ['of another account', 'template.yaml', sam(other.replace('changes', 'clicks'))],
  ])('%s is left out of %s with a line that says so', async (_, file, text) => {
    await expect(read(file, text)).rejects.toThrow(
      /has no function on a DynamoDB stream\. (?:f|\w+ of template\.ya?ml) is left out on the Kinesis stream [^:]+(?:: no table|\S*: no table)/,
    )
  })

  it('stops nothing, whatever of it nobody here knows', async () => {
    const clicks = `  clicks: { handler: '\${ssm:/nobody}', timeout: '\${ssm:/knows}', environment: { A: '\${env:NOT_THERE}' }, events: [{ stream: { type: kinesis, arn: '${other.replace('changes', 'clicks')}', batchSize: '\${ssm:/size}' } }] }`
    const { functions, notes } = await read('serverless.yml', serverless(typed, undefined, clicks))

    expect(functions.map(({ functionName }) => functionName)).toEqual(['f'])
    expect(notes).toEqual([
      'clicks is left out on the Kinesis stream clicks: no table that is described here writes to it.',
    ])
  })
})

describe('ARNs of Kinesis', () => {
  const name = fc.stringMatching(/^[\w.-]{1,20}$/)
  const account = fc.stringMatching(/^\d{12}$/)

  it('mean one stream where one of them is of the run, and never where accounts differ', () => {
    fc.assert(
      fc.property(name, name, account, account, (one, other, a, b) => {
        const arn = (of: string, streamName: string): string =>
          `arn:aws:kinesis:eu-west-1:${of}:stream/${streamName}`
        fc.pre(a !== b && a !== '000000000000' && b !== '000000000000')
        expect(isSameKinesisStream(arn(a, one), arn('000000000000', one))).toBe(true)
        expect(isSameKinesisStream(arn(a, one), arn(b, one))).toBe(false)
        expect(isSameKinesisStream(arn(a, one), arn('000000000000', other))).toBe(one === other)
      }),
    )
  })

  it('stand for whatever nobody here knows, in a form that a handler takes', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const found = {
          eventSource: 'aws:kinesis',
          eventSourceARN: wholeKinesisArn(text),
          kinesis: { sequenceNumber: '1' },
        }
        expect(() => decodeKinesis(found)).not.toThrow()
      }),
    )
  })
})
