/** A project of one function, `notes`, on the stream of one table; its handler is `handler` of `src/notes`. */
export const notesDeployFile = `service: notes
provider: { name: aws, runtime: nodejs24.x }
functions:
  notes:
    handler: src/notes.handler
    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }]
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`
