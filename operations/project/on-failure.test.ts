import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { OnFailure } from './on-failure.ts'
import { readProject } from './read-project.ts'

const path = temporaryPaths()

type Plain = Readonly<Record<string, unknown>>

const resources: Plain = {
  Orders: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
  },
  Bucket: { Type: 'AWS::S3::Bucket' },
  Queue: { Type: 'AWS::SQS::Queue' },
  Topic: { Type: 'AWS::SNS::Topic' },
}
const getAtt = (id: string, attribute = 'Arn'): Plain => ({ 'Fn::GetAtt': [id, attribute] })
const arn = getAtt('Orders', 'StreamArn')
const code = { 'code.mjs': 'export const handler = () => ({})\n' }
const sections = {
  Parameters: { Big: { Type: 'String' } },
  Conditions: { IsBig: { 'Fn::Equals': [{ Ref: 'Big' }, 'yes'] } },
}

/** By what a deploy file says under `OnFailure`: what there is of a destination, whatever the file is. */
const said: readonly (readonly [name: string, destination: unknown, expected: OnFailure])[] = [
  ['nothing', undefined, { type: 'none' }],
  ['a bucket of its own', getAtt('Bucket'), { type: 'named', named: 'Bucket.Arn', service: 's3' }],
  ['a queue of its own', getAtt('Queue'), { type: 'named', named: 'Queue.Arn', service: 'sqs' }],
  ['a topic of its own', { Ref: 'Topic' }, { type: 'named', named: 'Topic', service: 'sns' }],
  ['an ARN', 'arn:aws-cn:s3:::failures', { type: 'named', named: 'arn:aws-cn:s3:::failures', service: 's3' }],
  [
    'what another stack exports',
    { 'Fn::ImportValue': 'failures' },
    { type: 'named', named: 'failures', service: undefined },
  ],
]

/** A function's mapping with a destination, in each kind of file. */
const files: Readonly<Record<string, (destination: unknown) => Readonly<Record<string, string>>>> = {
  serverless: destination => ({
    'serverless.yml': stringify({
      service: 's',
      provider: { name: 'aws', runtime: 'nodejs24.x' },
      functions: { f: { handler: 'code.handler', events: [{ stream: { type: 'dynamodb', arn } }] } },
      resources: {
        Resources: resources,
        ...(destination !== undefined && {
          extensions: {
            FEventSourceMappingDynamodbOrders: {
              Properties: { DestinationConfig: { OnFailure: { Destination: destination } } },
            },
          },
        }),
      },
    }),
  }),
  sam: destination => ({
    'template.yaml': stringify({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        ...resources,
        F: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Handler: 'code.handler',
            Runtime: 'nodejs24.x',
            Events: { E: { Type: 'DynamoDB', Properties: { Stream: arn, ...mapping(destination) } } },
          },
        },
      },
    }),
  }),
  cloudformation: destination => ({ 'template.yml': stringify(plainTemplate(destination)) }),
  cdk: destination => ({
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.template.json' } },
        A: { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      },
    }),
    'cdk.out/S.assets.json': JSON.stringify({ files: { abc: { source: { path: '..' } } } }),
    'cdk.out/S.template.json': JSON.stringify(
      plainTemplate(destination, { S3Bucket: 'b', S3Key: 'abc.zip' }),
    ),
  }),
}

const mapping = (destination: unknown): Plain => ({
  StartingPosition: 'LATEST',
  ...(destination !== undefined && { DestinationConfig: { OnFailure: { Destination: destination } } }),
})

const plainTemplate = (destination: unknown, Code: unknown = '.', given = mapping(destination)): Plain => ({
  ...sections,
  Resources: {
    ...resources,
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'code.handler', Runtime: 'nodejs24.x', Code },
    },
    M: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { ...given, EventSourceArn: arn, FunctionName: { Ref: 'F' } },
    },
  },
})

const read = async (written: Readonly<Record<string, string>>): Promise<OnFailure | undefined> => {
  const folder = path('project')
  writeProject(folder, { ...code, ...written })
  return (await readProject(folder, {})).functions[0]?.streams[0]?.onFailure
}

const cases = Object.keys(files).flatMap(kind =>
  said.map(([name, given, expected]) => [kind, name, given, expected] as const),
)

describe('the destination of what Lambda gives up', () => {
  it.each(cases)('of a file of %s that says %s', async (kind, _, destination, expected) => {
    expect(await read(files[kind]!(destination))).toEqual(expected)
  })

  it.each([
    ['sqs', { onFailure: { arn: getAtt('Queue'), type: 'sqs' } }, 'Queue.Arn'],
    ['sns', { onFailure: { arn: { 'Fn::ImportValue': 'news' }, type: 'sns' } }, 'news'],
    ['sqs', { onFailure: 'arn:aws:sqs:eu-west-1:111122223333:q' }, 'arn:aws:sqs:eu-west-1:111122223333:q'],
  ])('in the word of the Serverless Framework, of %s', async (service, destinations, named) => {
    const stream = { type: 'dynamodb', arn, destinations }
    const functions = { f: { handler: 'code.handler', events: [{ stream }] } }
    const provider = { name: 'aws', runtime: 'nodejs24.x' }
    const yaml = stringify({ service: 's', provider, functions, resources: { Resources: resources } })

    expect(await read({ 'serverless.yml': yaml })).toEqual({ type: 'named', named, service })
  })

  it('with the type that SAM has beside it, where nothing else tells', async () => {
    const OnFailure = { Type: 'SQS', Destination: { Ref: 'FailedArn' } }
    const template = plainTemplate(undefined, '.', {
      StartingPosition: 'LATEST',
      DestinationConfig: { OnFailure },
    })

    expect(await read({ 'template.yml': stringify(template) })).toMatchObject({ service: 'sqs' })
  })

  it.each([
    ['DestinationConfig', (value: Plain) => ({ DestinationConfig: value })],
    ['OnFailure', (value: Plain) => ({ DestinationConfig: { OnFailure: value } })],
  ])('may be there where a condition that nobody can decide stands at %s', async (_, at) => {
    const given = {
      StartingPosition: 'LATEST',
      ...at({ 'Fn::If': ['IsBig', { a: 1 }, { Ref: 'AWS::NoValue' }] }),
    }

    expect(await read({ 'template.yml': stringify(plainTemplate(undefined, '.', given)) })).toMatchObject({
      type: 'named',
      service: undefined,
    })
  })

  it('is not said by tailrace.config.ts, which describes a function for this machine', async () => {
    const functions = { f: { handler: 'code.handler', streams: [{ table: 'orders' }] } }
    const config = { tables: { orders: { partitionKey: 'id' } }, functions }

    expect(await read({ 'tailrace.config.json': JSON.stringify(config) })).toEqual({ type: 'not-said' })
  })
})
