import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { itemKey } from './item-key.ts'
import type { OriginRules } from './origin.ts'
import { isReplicated, originOf } from './origin.ts'
import { compareSequenceNumbers, padSequenceNumber } from './sequence-number.ts'
import type { RecordView } from './record-view.ts'
import type { StreamRecord } from './stream-record.ts'
import { lookAt, viewOf } from './view-of.ts'

const record = (changes: object = {}): StreamRecord => ({
  eventID: 'e1',
  eventName: 'MODIFY',
  eventSourceARN: 'arn:stream',
  dynamodb: {
    ApproximateCreationDateTime: 1_700_000_000,
    Keys: { PK: { S: 'USER#1' }, SK: { S: 'ORDER#7' } },
    SequenceNumber: '100000000000000000000000001',
    NewImage: { PK: { S: 'USER#1' }, SK: { S: 'ORDER#7' }, n: { N: '2' } },
    OldImage: { PK: { S: 'USER#1' }, SK: { S: 'ORDER#7' }, n: { N: '1' } },
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    ...changes,
  },
})

describe('lookAt', () => {
  it('gives each record of a batch its own stream, whichever came before it', () => {
    const anyArn = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        'arn:stream',
        'arn:other',
        7,
        '\ud800',
        'a'.repeat(1_025),
      ),
      fc.string({ maxLength: 3 }),
    )
    const isArn = (arn: unknown): arn is string =>
      typeof arn === 'string' && arn.length <= 1_024 && !/[\ud800-\udfff]/u.test(arn)
    fc.assert(
      fc.property(fc.array(anyArn, { maxLength: 8 }), arns => {
        let near: RecordView | undefined
        const found = arns.map(arn => {
          const { view } = lookAt({ ...record(), eventSourceARN: arn as string }, undefined, undefined, near)
          near = view
          return view.streamArn
        })

        expect(found).toEqual(arns.map(arn => (isArn(arn) ? arn : '')))
      }),
    )
  })
})

describe('itemKey', () => {
  it('reads like the key', () => {
    expect(itemKey({ SK: { S: 'ORDER#7' }, PK: { S: 'USER#1' } })).toBe('USER#1|ORDER#7')
  })

  it('does not run the parts together (P15)', () => {
    const first = itemKey({ PK: { S: 'a' }, SK: { S: 'bc' } })

    expect(first).not.toBe(itemKey({ PK: { S: 'ab' }, SK: { S: 'c' } }))
  })

  it('has all of its attributes in the order of their names, however many and in what order they are', () => {
    const texts = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string(), { maxKeys: 4 })
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat()), (all, order) => {
        const numbers = [...order.take(8)]
        const names = Object.keys(all)
        const shuffled = names.toSorted(
          (a, b) => (numbers[names.indexOf(a)] ?? 0) - (numbers[names.indexOf(b)] ?? 0),
        )
        const keys = Object.fromEntries(shuffled.map(name => [name, { S: all[name] ?? '' }]))
        const escaped = (text = ''): string =>
          text.replace(/[%|!]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

        expect(itemKey(keys)).toBe(
          names
            .toSorted()
            .map(name => escaped(all[name]))
            .join('|'),
        )
      }),
    )
  })

  it('names numeric and binary keys (P13)', () => {
    expect(itemKey({ id: { N: '42.0' } })).toBe('!42')
    expect(itemKey({ id: { B: 'Zm8=' } })).toBe('!!Zm8=')
  })

  it('is injective, whatever characters the values hold', () => {
    const part = fc.oneof(
      fc
        .string({ unit: fc.constantFrom('|', '%', '!', '2', '5', '7', 'C', '#', '-', 'ü', '') })
        .map(S => ({ S })),
      fc.integer().map(n => ({ N: String(n) })),
      fc.uint8Array({ maxLength: 3 }).map(bytes => ({ B: Buffer.from(bytes).toString('base64') })),
    )
    const key = fc.tuple(part, part)
    fc.assert(
      fc.property(key, key, (a, b) => {
        const keyOf = ([PK, SK]: readonly [AttributeValue, AttributeValue]): string => itemKey({ PK, SK })

        expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('compareSequenceNumbers', () => {
  it('orders as integers do, at any length', () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n })
    fc.assert(
      fc.property(number, number, fc.nat({ max: 3 }), (a, b, zeros) => {
        const order = compareSequenceNumbers('0'.repeat(zeros) + String(a), String(b))

        expect(order).toBe(a < b ? -1 : a > b ? 1 : 0)
        expect(compareSequenceNumbers('0'.repeat(zeros) + String(a), String(a))).toBe(0)
        expect(padSequenceNumber(String(a)) < padSequenceNumber(String(b))).toBe(a < b)
      }),
    )
  })
})

describe('originOf', () => {
  it('knows the TTL service', () => {
    const expired = { ...record(), userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }

    expect(originOf(expired)).toBe('ttl')
  })

  it('knows a replica by the region that wrote', () => {
    const replicated = record({ NewImage: { 'aws:rep:updateregion': { S: 'eu-west-1' } } })

    expect(originOf({ ...replicated, awsRegion: 'us-east-1' })).toBe('replica')
    expect(originOf({ ...replicated, awsRegion: 'eu-west-1' })).toBe('user')
  })

  const rules = { regionAttribute: 'region', selfMarker: { attribute: 'writer', value: 'tailrace' } }
  const images = (images: object, kind = 'MODIFY'): StreamRecord =>
    ({
      ...record({ NewImage: undefined, OldImage: undefined, ...images }),
      eventName: kind,
      awsRegion: 'here',
    }) as never
  const by = (writer: string, region: string) => ({ writer: { S: writer }, region: { S: region } })

  it.each<[string, StreamRecord, OriginRules, string | undefined, boolean | undefined]>([
    [
      'the new image',
      images({ NewImage: by('x', 'there'), OldImage: by('x', 'here') }),
      rules,
      'replica',
      true,
    ],
    ['the old image of a removal', images({ OldImage: by('x', 'there') }, 'REMOVE'), rules, 'replica', true],
    [
      'no old image of another change',
      images({ OldImage: by('tailrace', 'there') }),
      rules,
      undefined,
      undefined,
    ],
    ['its own mark before its region', images({ NewImage: by('tailrace', 'there') }), rules, 'self', true],
    ['no image, by the rules of AWS', images({}), {}, 'user', false],
    ['no image, by a mark of its own', images({}), { selfMarker: rules.selfMarker }, undefined, false],
    ['no image, by an attribute of its own', images({}), { regionAttribute: 'region' }, undefined, undefined],
    ['a region that is no text', images({ NewImage: { region: { N: '1' } } }), rules, 'user', false],
    ['a region that is nothing', images({ NewImage: { region: null, writer: null } }), rules, 'user', false],
    [
      'no region of its own',
      { ...images({ NewImage: by('x', 'there') }), awsRegion: 7 as never },
      rules,
      'user',
      false,
    ],
  ])('goes by %s', (_, change, own, origin, isElsewhere) => {
    expect(originOf(change, own)).toBe(origin)
    expect(isReplicated(change, own)).toBe(isElsewhere)
  })

  it.each([
    [null],
    [{ type: 'Service' }],
    [{ principalId: 'dynamodb.amazonaws.com' }],
    [{ type: 'User', principalId: 'dynamodb.amazonaws.com' }],
    [{ type: 'Service', principalId: 'replication.dynamodb.amazonaws.com' }],
  ])('does not take %j for the TTL service', userIdentity => {
    expect(originOf({ ...record(), userIdentity })).toBe('user')
  })

  it('knows the writes of this pipeline by the marker it was told', () => {
    const rules = { selfMarker: { attribute: 'writer', value: 'tailrace' } }

    expect(originOf(record({ NewImage: { writer: { S: 'tailrace' } } }), rules)).toBe('self')
    expect(originOf(record(), rules)).toBe('user')
  })
})

describe('viewOf', () => {
  it('names the record and shows both images', () => {
    const view = viewOf(record())

    expect(view).toMatchObject({
      kind: 'MODIFY',
      key: 'USER#1|ORDER#7',
      sequenceNumber: '100000000000000000000000001',
      streamArn: 'arn:stream',
      origin: 'user',
      createdAtMs: 1_700_000_000_000,
    })
    expect(view.before?.['n']).toBe(1)
    expect(view.after?.['n']).toBe(2)
    expect(view.after).toBe(view.after)
  })

  it('handles a record of keys only (P12)', () => {
    const view = viewOf(record({ NewImage: undefined, OldImage: undefined, StreamViewType: 'KEYS_ONLY' }))

    expect(view.after).toBeUndefined()
    expect(view.before).toBeUndefined()
    expect(view.key).toBe('USER#1|ORDER#7')
  })

  it.each<[string, unknown, string]>([
    ['no record', null, 'it is null'],
    ['no dynamodb', { eventName: 'INSERT' }, 'no dynamodb'],
    ['dynamodb null', { eventName: 'INSERT', dynamodb: null }, 'dynamodb is null'],
    ['no Keys', record({ Keys: undefined }), 'Keys are missing'],
    ['empty Keys', record({ Keys: {} }), 'Keys are empty'],
    ['no SequenceNumber', record({ SequenceNumber: undefined }), 'SequenceNumber is missing'],
    ['a SequenceNumber that is no number', record({ SequenceNumber: '12a' }), 'SequenceNumber is "12a"'],
    ['an unknown eventName', { ...record(), eventName: 'UNKNOWN_TO_SDK_VERSION' }, 'UNKNOWN_TO_SDK_VERSION'],
  ])('refuses a record with %s', (_, odd, problem) => {
    expect(() => viewOf(odd as StreamRecord)).toThrow(problem)
  })
})
