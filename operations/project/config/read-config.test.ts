import { describe, expect, it } from 'vitest'
import { writeProject } from '../../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { readProject } from '../read-project.ts'
import type { TailraceConfig } from './define-config.ts'

const path = temporaryPaths()

const serverless = `service: parcels
provider: { name: aws, runtime: nodejs22.x }
functions:
  labels: { handler: code.handler, environment: { A: a, B: b }, events: [{ stream: { type: dynamodb, arn: !GetAtt Parcels.StreamArn } }] }
  prices: { handler: code.handler, events: [{ stream: { type: dynamodb, arn: !ImportValue prices } }] }
resources:
  Resources:
    Parcels:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: parcels
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: KEYS_ONLY }
`

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = path('project')
  writeProject(folder, { 'code.mjs': 'export const handler = () => ({})\n', ...files })
  return folder
}

const one = { partitionKey: 'id' }

describe('a configuration', () => {
  it('changes what it names, and nothing else', async () => {
    const config: TailraceConfig = {
      tables: { Parcels: { viewType: 'NEW_IMAGE', ttl: 'gone' }, prices: { ...one, references: ['prices'] } },
      functions: {
        labels: {
          environment: { B: 'other', C: 'c' },
          timeoutSeconds: 60,
          streams: [{ table: 'prices', BatchSize: 2 }],
        },
      },
      synth: 'make',
      input: 'input.mjs',
    }

    const project = await readProject(folderWith({ 'serverless.yml': serverless }), {}, { config })

    expect(project.tables).toMatchObject([
      {
        id: 'Parcels',
        tableName: 'parcels',
        timeToLive: 'gone',
        definition: {
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        },
      },
      { id: 'prices', definition: { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } } },
    ])
    const [prices, labels] = project.functions
    expect(prices).toMatchObject({
      functionName: 'prices',
      streams: [{ table: 'prices', settings: { BatchSize: 10 } }],
    })
    expect(labels).toMatchObject({
      environment: { A: 'a', B: 'other', C: 'c' },
      timeoutMs: 60_000,
      memorySizeMb: 1024,
      streams: [{ table: 'prices', settings: { BatchSize: 2, StartingPosition: 'TRIM_HORIZON' } }],
    })
    expect(project.synth).toBe('make')
  })

  it('leaves functions out, and stands alone where it wants to', async () => {
    const folder = folderWith({ 'serverless.yml': serverless })
    const mine = { handler: 'code.handler', streams: [{ table: 'own' }] }

    const without = await readProject(folder, {}, { config: { functions: { prices: false } } })
    const alone = await readProject(
      folder,
      {},
      { config: { deployFile: false, tables: { own: one }, functions: { mine } } },
    )

    expect(without.functions.map(({ functionName }) => functionName)).toEqual(['labels'])
    expect([alone.kind, alone.functions.map(({ functionName }) => functionName)]).toEqual([
      'config',
      ['mine'],
    ])
  })

  it('mends what would stop the start: settings that only the cloud knows, and code that is elsewhere', async () => {
    const folder = folderWith({
      'template.yaml': `Parameters: { Size: { Type: Number } }
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: x.y, Code: { S3Bucket: b, S3Key: k } } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref F, EventSourceArn: !ImportValue t, StartingPosition: LATEST, BatchSize: !Ref Size } }
`.replaceAll(/AWS::[A-Za-z:]+/g, '"$&"'),
    })
    const config: TailraceConfig = {
      tables: { t: one },
      functions: { F: { handler: 'code.handler', streams: [{ table: 't', BatchSize: 9 }] } },
    }

    await expect(readProject(folder, {}, { config: { tables: { t: one } } })).rejects.toThrow(
      /F: BatchSize|code of F/,
    )
    const { functions } = await readProject(folder, {}, { config })
    expect(functions).toMatchObject([
      { functionName: 'F', file: `${folder}/code.mjs`, streams: [{ table: 't' }] },
    ])
  })

  it.each<[string, string]>([
    [
      '{ "tables": { "a": { "partitionKeys": "id" } } }',
      'tables.a.partitionKeys is unknown; there are tableName',
    ],
    ['{ "tables": { "a": { "partitionKey": { "name": "id" } } } }', 'tables.a.partitionKey.type is missing'],
    [
      '{ "tables": { "a": { "partitionKey": { "name": "id", "type": "T" } } } }',
      'type is to be one of S, N, B',
    ],
    ['{ "tables": { "a": { "sortKey": "x" } } }', 'tables.a has a sort key or indexes, and no partitionKey'],
    ['{ "tables": { "a": {} } }', 'tables.a has no partitionKey, and the deploy file has no such table'],
    [
      '{ "tables": { "a": { "partitionKey": "i", "indexes": { "x": {} } } } }',
      'tables.a.indexes.x has no key',
    ],
    [
      '{ "functions": { "f": { "handler": "a.b" } } }',
      'functions.f is not in the deploy file: it needs handler and streams',
    ],
    [
      '{ "functions": { "f": { "handler": "a.b", "streams": [{ "table": "t" }] } } }',
      'functions.f.streams names the table t, which nothing describes',
    ],
    [
      '{ "functions": { "f": { "streams": [{ "batchSize": 1 }] } } }',
      'functions.f.streams[0].table is missing',
    ],
    ['{ "functions": { "f": true } }', 'functions.f is to be a mapping'],
    ['[]', 'the default export is to be a mapping'],
    ['{ "deployFile": "gone.yml" }', 'gone.yml cannot be read: it is not there'],
    ['{', 'tailrace.config.json cannot be read'],
  ])('that is wrong is named with the place: %s', async (text, message) => {
    await expect(readProject(folderWith({ 'tailrace.config.json': text }), {})).rejects.toThrow(message)
  })

  it('of code is a function, a promise or a value, and is loaded anew with what it imports', async () => {
    const folder = folderWith({
      'tailrace.config.mjs': `import { name } from './name.mjs'
export default async () => ({ tables: { [name]: { partitionKey: process.env.KEY } }, functions: { f: { handler: 'code.handler', streams: [{ table: name }] } } })`,
      'name.mjs': "export const name = 'first'",
    })

    const before = await readProject(folder, { KEY: 'pk' })
    writeProject(folder, { 'name.mjs': "export const name = 'second'" })
    const after = await readProject(folder, { KEY: 'pk' })

    expect([before, after].map(({ tables }) => tables[0]?.id)).toEqual(['first', 'second'])
    expect(before.tables[0]?.definition.KeySchema).toEqual([{ AttributeName: 'pk', KeyType: 'HASH' }])
  })

  it('has local indexes, which have the key of the table, and global ones', async () => {
    const indexes = {
      local: { sortKey: 'due', projection: 'KEYS_ONLY' as const },
      global: { partitionKey: { name: 'n', type: 'N' as const }, projection: ['a'] },
    }
    const functions = { f: { handler: 'code.handler', streams: [{ table: 't' }] } }

    const { tables } = await readProject(
      folderWith({}),
      {},
      { config: { tables: { t: { ...one, indexes } }, functions } },
    )

    expect(tables[0]).toMatchObject({
      tableName: 'table-t',
      definition: {
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'due', AttributeType: 'S' },
          { AttributeName: 'n', AttributeType: 'N' },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'local',
            KeySchema: [{ AttributeName: 'id' }, { AttributeName: 'due', KeyType: 'RANGE' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'global', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] } },
        ],
      },
    })
  })

  it('is asked for where there is nothing to read', async () => {
    await expect(readProject(folderWith({}), {})).rejects.toThrow(
      'it is not there, and neither is a SAM or CloudFormation template, cdk.out or tailrace.config.ts',
    )
    await expect(readProject(folderWith({ 'cdk.json': '{}' }), {})).rejects.toThrow('run npx cdk synth')
  })
})
