/** Handlers as the pages of the two packages have them, a table, and what is written into it. */
export const projectFiles: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true, "type": "commonjs" }\n',
  // https://www.npmjs.com/package/dynamodb-stream-elasticsearch
  'search.js': `
const { pushStream } = require('dynamodb-stream-elasticsearch')
exports.handler = async event => {
  await pushStream({ event, endpoint: process.env.ES_ENDPOINT, index: 'things' })
}
`,
  // https://www.npmjs.com/package/aws-lambda-stream
  'events.js': `
const { initialize, initializeFrom, defaultOptions, fromDynamodb, toPromise, cdc } = require('aws-lambda-stream')
const rules = [{ id: 'things', flavor: cdc, eventType: /thing-(created|updated|deleted)/, toEvent: uow => ({ thing: uow.event.raw.new }) }]
exports.handler = async event =>
  initialize({ ...initializeFrom(rules) }, defaultOptions).assemble(fromDynamodb(event)).through(toPromise)
`,
  'input.js': `
const { PutItemCommand, DeleteItemCommand } = require('@aws-sdk/client-dynamodb')
const key = id => ({ pk: { S: id }, sk: { S: 'thing' } })
exports.input = async ({ client, tableName: TableName }) => {
  const put = async (id, name) =>
    client.send(new PutItemCommand({ TableName, Item: { ...key(id), discriminator: { S: 'thing' }, name: { S: name } } }))
  await put('1', 'kettle')
  await put('2', 'toaster')
  await put('1', 'large kettle')
  await client.send(new DeleteItemCommand({ TableName, Key: key('2') }))
}
`,
  'serverless.yml': `
service: others
provider:
  name: aws
  runtime: nodejs24.x
  timeout: 30
  environment:
    ES_ENDPOINT: \${env:STUB_URL}
    BUS_NAME: bus
    AWS_ENDPOINT_URL_EVENTBRIDGE: \${env:STUB_URL}
custom: { tailrace: { input: input.js } }
functions:
  search: &function
    handler: search.handler
    events: [{ stream: { type: dynamodb, arn: !GetAtt Things.StreamArn, batchWindow: 1, maximumRetryAttempts: 2, bisectBatchOnFunctionError: true } }]
  events: { <<: *function, handler: events.handler }
resources:
  Resources:
    Things:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: sk, AttributeType: S }]
        KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`,
}
