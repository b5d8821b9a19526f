import { expect, it } from 'vitest'
import { missingRights, unusedRights } from './compare-rights.ts'

const right = (sid: string, action: string, resource: string) => ({ sid, action, resource })
const call = (action: string, resource: string) => ({ functionName: 'f', action, resource })
const rights = [
  right('Park', 's3:PutObject', 'arn:aws:s3:::parked/*'),
  right('Table', 'dynamodb:Query', 'arn:aws:dynamodb:eu-central-1:000000000000:table/shop'),
]

it('finds what no statement allows: another action, another resource, one that only begins the same', () => {
  const calls = [
    call('s3:PutObject', 'arn:aws:s3:::parked/a/b.json'),
    call('s3:GetObject', 'arn:aws:s3:::parked/a/b.json'),
    call('s3:PutObject', 'arn:aws:s3:::parked2/a'),
    call('dynamodb:Query', 'arn:aws:dynamodb:eu-central-1:000000000000:table/shop2'),
  ]

  expect(missingRights(rights, calls)).toEqual([
    's3:GetObject on arn:aws:s3:::parked/a/b.json',
    's3:PutObject on arn:aws:s3:::parked2/a',
    'dynamodb:Query on arn:aws:dynamodb:eu-central-1:000000000000:table/shop2',
  ])
})

it('finds what no call needed', () => {
  expect(unusedRights(rights, [call('s3:PutObject', 'arn:aws:s3:::parked/a')])).toEqual([
    'Table dynamodb:Query',
  ])
  expect(unusedRights(rights, [])).toEqual(['Park s3:PutObject', 'Table dynamodb:Query'])
})
