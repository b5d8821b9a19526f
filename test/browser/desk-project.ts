import { writeProject } from '../support/deploy-tool/project-files.ts'

const deployFile = `
service: desk
provider: { name: aws, runtime: nodejs24.x }
functions:
  watch:
    handler: watch.handler
    events:
      - stream:
          type: dynamodb
          arn: !GetAtt T.StreamArn
          batchSize: 10
          batchWindow: 1
          bisectBatchOnFunctionError: true
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: desk
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

export const soundHandler = 'exports.handler = async () => undefined\n'

/** Throws for one item. */
export const brokenHandler = `exports.handler = async event => {
  for (const { dynamodb } of event.Records)
    if (dynamodb.NewImage && dynamodb.NewImage.id.S === 'poison') throw new TypeError('no desk for poison')
}
`

/** A project of somebody who does not know this library: a handler on a table. */
export const writeDesk = (folder: string, handler = soundHandler): void => {
  writeProject(folder, { 'serverless.yml': deployFile, 'watch.js': handler })
}
