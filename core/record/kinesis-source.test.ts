import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isByKinesis, isKinesisStream, kinesisSourceArn } from './kinesis-source.ts'

const stream = 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes'
const tableStream = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-01-01T00:00:00.000'

describe('the ARN of a Kinesis stream', () => {
  it.each<[unknown, boolean]>([
    [stream, true],
    [`${stream}/consumer/shop:1767225600`, true],
    ['arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a_b.c-1', true],
    [stream.replace('changes', ''), false],
    [stream.replace('changes', 'a'.repeat(129)), false],
    [`x${stream}`, false],
    [tableStream, false],
    ['', false],
    [undefined, false],
    [[stream], false],
    [{ toString: () => stream }, false],
  ])('is %o: %s', (arn, isOne) => {
    expect(isKinesisStream(arn)).toBe(isOne)
  })
})

describe('what names the changes of a table that come by Kinesis', () => {
  const word = fc.stringMatching(/^[\w.-]{3,20}$/)

  it('says partition, region, account, table and stream, and that they came so', () => {
    fc.assert(
      fc.property(word, word, word, word, word, (partition, region, account, table, name) => {
        const streamArn = `arn:${partition}:kinesis:${region}:${account}:stream/${name}`
        const source = kinesisSourceArn({ streamArn, table })

        expect(source).toBe(`arn:${partition}:dynamodb:${region}:${account}:table/${table}/kinesis/${name}`)
        expect(kinesisSourceArn({ streamArn: `${streamArn}/consumer/c:1`, table })).toBe(source)
        expect(isByKinesis(source)).toBe(true)
      }),
    )
  })

  it.each<[string, unknown]>([
    ['a table’s own stream', tableStream],
    ['a Kinesis stream', stream],
    ['a table of that name', 'arn:aws:dynamodb:eu-central-1:123456789012:table/kinesis/stream/2026'],
    ['one that goes on', `${kinesisSourceArn({ streamArn: stream, table: 'things' })}/more`],
    ['one of no table', kinesisSourceArn({ streamArn: stream, table: '' })],
    ['one of no Kinesis stream', kinesisSourceArn({ streamArn: tableStream, table: 'things' })],
    ['a text with the word in it', 'x/kinesis/x'],
    ['no text', [kinesisSourceArn({ streamArn: stream, table: 'things' })]],
    ['nothing', undefined],
  ])('is not %s', (_, arn) => {
    expect(isByKinesis(arn)).toBe(false)
  })
})
