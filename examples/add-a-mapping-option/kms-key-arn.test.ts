import { expect, it } from 'vitest'
import { isKmsKeyArn } from './kms-key-arn.ts'

it.each(['', 'arn:aws:kms:eu-central-1:123456789012:key/1', 'arn:aws-cn:kms:cn-north-1:1:key/1'])(
  'takes %j, as AWS does',
  value => {
    expect(isKmsKeyArn(value)).toBe(true)
  },
)

it.each(['key/1', 'alias/mine', ' arn:aws:kms:x:1:key/1', 1, null])('refuses %j, as AWS does', value => {
  expect(isKmsKeyArn(value)).toBe(false)
})
