import { describe, expect, it } from 'vitest'
import { writeProject } from '../../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { readProject } from '../read-project.ts'

const path = temporaryPaths()

const table = `Things:
      Type: "AWS::DynamoDB::Table"
      Properties:
        TableName: things
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_IMAGE }`

/** A pipe of this source and target, with more of its properties. */
const pipe = (target: string, more = '', source = '!GetAtt Things.StreamArn'): string => `P:
      Type: "AWS::Pipes::Pipe"
      Properties:
        RoleArn: "arn:aws:iam::000000000000:role/p"
        Source: ${source}
        Target: ${target}
        ${more}`

const settings = `SourceParameters: { DynamoDBStreamParameters: { StartingPosition: LATEST, BatchSize: "7", MaximumRetryAttempts: 3, OnPartialBatchItemFailure: AUTOMATIC_BISECT, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }, FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] } }`

const serverless = (pipes: string, events = '[]'): string => `service: s
provider: { name: aws, runtime: nodejs24.x }
functions:
  f: { handler: code.handler, events: ${events} }
resources:
  Resources:
    Dead: { Type: "AWS::SQS::Queue" }
    ${table}
    ${pipes}
`

const template = (pipes: string): string => `Resources:
    Dead: { Type: "AWS::SQS::Queue" }
    ${table}
    F: { Type: "AWS::Lambda::Function", Properties: { Runtime: nodejs24.x, Handler: code.handler, Code: . } }
    ${pipes}
`

const read = async (file: string, text: string) => {
  const folder = path('project')
  writeProject(folder, { 'code.mjs': 'export const handler = () => ({})\n', [file]: text })
  return readProject(folder, {})
}

const own = '[{ stream: { type: dynamodb, arn: !GetAtt Things.StreamArn } }]'

describe('a pipe from a table’s stream to a function', () => {
  it.each<[string, string, string]>([
    [
      'by the function of the deploy tool',
      'serverless.yml',
      serverless(pipe('!GetAtt FLambdaFunction.Arn', settings)),
    ],
    [
      'by its deployed name',
      'serverless.yml',
      serverless(pipe("'arn:aws:lambda:eu-west-1:111122223333:function:s-dev-f'", settings)),
    ],
    ['by a resource', 'template.yml', template(pipe('!GetAtt F.Arn', settings))],
  ])('is read of %s in %s', async (_, file, text) => {
    const { functions, notes } = await read(file, text)

    expect(notes).toEqual([])
    expect(functions.map(({ streams }) => streams)).toMatchObject([
      [
        {
          table: 'Things',
          way: { type: 'pipe', pipe: 'P' },
          onFailure: { type: 'named', service: 'sqs' },
          settings: {
            BatchSize: 7,
            StartingPosition: 'LATEST',
            MaximumRetryAttempts: 3,
            BisectBatchOnFunctionError: true,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
          },
        },
      ],
    ])
  })

  it('stands beside a mapping of the same function, with a pipe’s own defaults', async () => {
    const { functions } = await read('serverless.yml', serverless(pipe('!GetAtt FLambdaFunction.Arn'), own))

    expect(functions[0]?.streams.map(({ way, settings: { BatchSize } }) => [way?.type, BatchSize])).toEqual([
      [undefined, 10],
      ['pipe', 100],
    ])
  })

  it.each<[string, string, string]>([
    ['its target', 'is no function that is described here', pipe('!GetAtt Dead.Arn')],
    [
      'it has an enrichment',
      '',
      pipe('!GetAtt FLambdaFunction.Arn', 'Enrichment: !GetAtt FLambdaFunction.Arn'),
    ],
    [
      'it transforms its input',
      '',
      pipe('!GetAtt FLambdaFunction.Arn', `TargetParameters: { InputTemplate: '{"id": <$.eventID>}' }`),
    ],
    [
      'it does not wait for its function',
      '',
      pipe(
        '!GetAtt FLambdaFunction.Arn',
        'TargetParameters: { LambdaFunctionParameters: { InvocationType: FIRE_AND_FORGET } }',
      ),
    ],
  ])('is not run, with a line that says why: %s %s', async (begin, end, resource) => {
    const { functions, notes } = await read('serverless.yml', serverless(resource, own))

    expect(functions.map(({ streams }) => streams.map(({ way }) => way))).toEqual([[undefined]])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(
      new RegExp(`^The pipe P of serverless.yml is not run here: ${begin} .*${end}.*\\.$|: ${begin}\\.$`),
    )
  })

  it('from another source is nobody’s business here', async () => {
    const queue = pipe('!GetAtt FLambdaFunction.Arn', '', '!GetAtt Dead.Arn')

    expect(await read('serverless.yml', serverless(queue, own))).toMatchObject({ notes: [] })
  })
})
