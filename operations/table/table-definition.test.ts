import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tableDefinition } from './table-definition.ts'

describe('tableDefinition', () => {
  it('makes of infra/table.yml the table of the shop', () => {
    const found = tableDefinition(readFileSync('infra/table.yml', 'utf8'), 'infra/table.yml', 'shop')

    expect(found).toEqual({
      TableName: 'shop',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK'].map(AttributeName => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: ['GSI1', 'GSI2'].map(IndexName => ({
        IndexName,
        KeySchema: [
          { AttributeName: `${IndexName}PK`, KeyType: 'HASH' },
          { AttributeName: `${IndexName}SK`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
  })

  it.each([
    ['Resources: {}', '0 resources of type AWS::DynamoDB::Table'],
    [
      'Resources: { T: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [] } } }',
      'no StreamSpecification',
    ],
    [
      'Resources: { T: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: "${self:custom.keys}" } } }',
      'KeySchema refers to something else',
    ],
  ])('refuses %j', (yaml, message) => {
    expect(() => tableDefinition(yaml, 'table.yml', 'shop')).toThrow(message)
  })
})
