import { describe, expect, it } from 'vitest'
import { fifoFields } from './fifo.ts'

const topic = 'arn:aws:sns:eu-central-1:123456789012:orders'

describe('the fields of a FIFO queue or topic', () => {
  it('are the message’s own group, so that an item’s messages keep their order, and its id', () => {
    expect(fifoFields(`${topic}.fifo`, { id: 'm1', group: 'ORDER#1' })).toEqual({
      MessageGroupId: 'ORDER#1',
      MessageDeduplicationId: 'm1',
    })
    expect(fifoFields('https://sqs.eu-central-1.amazonaws.com/1/q.fifo', { id: 'm2', group: 'b' })).toEqual({
      MessageGroupId: 'b',
      MessageDeduplicationId: 'm2',
    })
  })

  it('are none where order and repeats are not its business: SQS refuses them', () => {
    expect(fifoFields(topic, { id: 'm1', group: 'a' })).toEqual({})
    expect(fifoFields(`${topic}.fifo-not`, { id: 'm1', group: 'a' })).toEqual({})
  })

  it('put messages without a group into one, which keeps the order of all of them', () => {
    expect(fifoFields('q.fifo', { id: 'm1' })).toEqual({
      MessageGroupId: 'tailrace',
      MessageDeduplicationId: 'm1',
    })
  })

  it.each([['!'], ['~'], ['x'.repeat(128)], ['{"PK":"a"}']])('take the group %j as it is', group => {
    expect(fifoFields('q.fifo', { id: 'm', group }).MessageGroupId).toBe(group)
  })

  // The digests are `printf %s TEXT | sha256sum`.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['a b', 'c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65'],
    ['Größe', 'aedc3f80989a6546962705852b2f4a481dbd1e490760693525c3724bacab3f50'],
    ['x'.repeat(129), '0ec9eb33e74510bcdd1f2ea55206e82f21649c5c2becbf2b433eb475b34c01bd'],
  ])('have the digest of a group that no queue takes: %j', (group, digest) => {
    expect(fifoFields('q.fifo', { id: 'm', group }).MessageGroupId).toBe(digest)
  })
})
