export const parcelTable = (name: string): object => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: `${name}-\${self:provider.stage}`,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
  },
})
