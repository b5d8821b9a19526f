import { describe, expect, it } from 'vitest'
import { isKinesisNumber, isSequenceNumber, padSequenceNumber } from './sequence-number.ts'

describe('a sequence number', () => {
  it.each([
    [1, 40],
    [21, 40],
    [40, 40],
    [41, 56],
    [56, 56],
    [57, 129],
    [129, 129],
  ])('of %i digits is %i long with leading zeros', (length, padded) => {
    const number = '9'.repeat(length)

    expect(padSequenceNumber(number)).toBe(number.padStart(padded, '0'))
  })

  it.each<[unknown, boolean, boolean]>([
    ['0', true, true],
    ['9'.repeat(40), true, true],
    ['9'.repeat(41), false, true],
    ['9'.repeat(129), false, true],
    ['9'.repeat(130), false, false],
    ['', false, false],
    ['-1', false, false],
    ['1.0', false, false],
    [' 1', false, false],
    ['1\n', false, false],
    ['١', false, false],
    [1, false, false],
    [['1'], false, false],
    [undefined, false, false],
  ])('is %j: by DynamoDB %s, by Kinesis %s', (text, isByDynamoDB, isByKinesis) => {
    expect(isSequenceNumber(text)).toBe(isByDynamoDB)
    expect(isKinesisNumber(text)).toBe(isByKinesis)
  })
})
