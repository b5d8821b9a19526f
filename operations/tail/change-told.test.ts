import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'
import '../../test/support/same-samples.ts'
import { toldChange } from './change-told.ts'

const secret = 'S3CR3T'

const image: fc.Arbitrary<Image> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.constantFrom(
    { S: secret },
    { S: `${secret}2` },
    { M: { deep: { S: secret } } },
    { NULL: true as const },
  ),
)

const record = (eventName: Kind, parts: object): StreamRecord => ({
  eventName,
  dynamodb: {
    Keys: { id: { S: '1' } },
    SequenceNumber: '100000000000000000001',
    ApproximateCreationDateTime: 1_700_000_000,
    ...parts,
  },
})

describe('what is told of a change', () => {
  it('is the names of the attributes that are other ones, and no value of them', () => {
    fc.assert(
      fc.property(image, image, (before, after) => {
        const id = { id: { S: '1' } }
        const told = toldChange(
          record('MODIFY', { OldImage: { ...before, ...id }, NewImage: { ...after, ...id } }),
        )

        const names = ['a', 'b', 'c'].filter(
          name => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
        )
        expect([...(told.changed ?? [])].sort()).toEqual(names)
        expect(JSON.stringify(told)).not.toContain(secret)
        expect(told.key).toBe('1')
        expect(told.atMs).toBe(1_700_000_000_000)
      }),
    )
  })

  it('is all attributes of an item that comes or goes', () => {
    const whole = { id: { S: '1' }, a: { S: 'x' }, b: { S: 'y' } }

    expect(toldChange(record('INSERT', { NewImage: whole })).changed).toEqual(['a', 'b'])
    expect(toldChange(record('REMOVE', { OldImage: whole })).changed).toEqual(['a', 'b'])
  })

  it.each([
    ['KEYS_ONLY', {}],
    ['NEW_IMAGE', { NewImage: { a: { S: 'x' } } }],
    ['OLD_IMAGE', { OldImage: { a: { S: 'x' } } }],
  ])('says that %s does not tell what a MODIFY changed', (_, parts) => {
    expect(toldChange(record('MODIFY', parts)).changed).toBeUndefined()
  })

  it('names what expired', () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const

    expect(toldChange({ ...record('REMOVE', {}), userIdentity }).isExpiry).toBe(true)
    expect(toldChange(record('REMOVE', {})).isExpiry).toBe(false)
  })
})
