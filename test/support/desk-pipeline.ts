import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { writeProject } from './deploy-tool/project-files.ts'

const root = new URL('../../', import.meta.url).href

const table = (name: string): string => `
    ${name}:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: desk-${name.toLowerCase()}
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }`

const stream = (name: string): string => `
      - stream: { type: dynamodb, arn: !GetAtt ${name}.StreamArn, functionResponseType: ReportBatchItemFailures }`

const deployFile = (tables: readonly string[], timeoutSeconds: number | undefined): string => `
service: desk
provider: { name: aws, runtime: nodejs24.x }
functions:
  watch:
    handler: watch.handler${timeoutSeconds === undefined ? '' : `\n    timeout: ${timeoutSeconds}`}
    events:${tables.map(stream).join('')}
resources:
  Resources:${tables.map(table).join('')}
`

const code = (
  processors: string,
): string => `import { everything, registry, streamHandler } from '${root}core/index.ts'
import { auditLog, searchIndex } from '${root}processors/index.ts'
import { auditSink } from '${root}adapters/open/audit-sink.ts'
import { searchStore } from '${root}adapters/open/search-store.ts'
import { handlerOptions } from '${root}adapters/open/handler-options.ts'
export const pipeline = env => registry([${processors}])
export const handler = streamHandler(pipeline(process.env), handlerOptions(process.env))
`

/** A processor that keeps the text of every item in an index, for a desk's pipeline. */
export const indexOfTexts = (name: string, index = name): string =>
  `searchIndex({ name: '${name}', filter: everything(), store: searchStore(env.SEARCH_URL), index: '${index}', document: change => ({ text: change.after.text }) })`

/** A processor that audits every change, for a desk's pipeline. */
export const auditOfAll = 'auditLog({ filter: everything(), sink: auditSink(env.AUDIT_URL) })'

/** What a desk is made of. */
interface Desk {
  /** As code, in the scope of `env`: {@link indexOfTexts}, {@link auditOfAll}. */
  readonly processors: readonly string[]
  /** Each is `desk-NAME` and has items of an `id`. @defaultValue Tickets */
  readonly tables?: readonly string[]
  readonly timeoutSeconds?: number
}

/** Writes a project of one function, `watch`, with a pipeline on the streams of some tables. */
export const writeDeskPipeline = (
  folder: string,
  { processors, tables = ['Tickets'], timeoutSeconds }: Desk,
): void => {
  writeProject(folder, {
    'serverless.yml': deployFile(tables, timeoutSeconds),
    'watch.mjs': code(processors.join(', ')),
  })
}

/** Makes the table that such a project names, where no run has made it. */
export const createDeskTable = async (client: DynamoDBClient): Promise<void> => {
  await createTable(client, {
    TableName: 'desk-tickets',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })
}

/** Puts items with a text of their own into it. */
export const putDeskItems = async (client: DynamoDBClient, ids: readonly string[]): Promise<void> => {
  for (const id of ids)
    await client.send(
      new PutItemCommand({ TableName: 'desk-tickets', Item: { id: { S: id }, text: { S: `of ${id}` } } }),
    )
}
