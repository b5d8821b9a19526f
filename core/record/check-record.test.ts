import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damaged, damageTo } from '../../test/support/damage.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { problemInImage } from './check-image.ts'
import { frameProblem, imageProblem, isNumberOf } from './check-record.ts'
import { isSoundImage } from './sound-image.ts'
import type { StreamRecord } from './stream-record.ts'
import { lookAt, recordPlace } from './view-of.ts'

const good = recordOf({
  seq: 7,
  kind: 'MODIFY',
  before: {
    name: 'old',
    all: { M: { a: { BOOL: true }, b: { NULL: true }, c: { NS: ['1'] }, d: { BS: ['eA=='] } } },
  },
  after: { name: 'new', all: { L: [{ N: '1' }, { B: 'eA==' }, { SS: ['x'] }] } },
})

const codeOf = (look: () => unknown): string => {
  try {
    look()
    return 'fine'
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

describe('the check of a record', () => {
  it('finds nothing in what DynamoDB writes', () => {
    expect(frameProblem(good)).toBeUndefined()
    expect(imageProblem(good)).toBeUndefined()
  })

  it('says the same of an image quickly and in words, whatever is wrong with it', () => {
    fc.assert(
      fc.property(damageTo(good), damage => {
        const odd = damaged(good, damage) as StreamRecord | null
        const image = odd?.dynamodb?.NewImage as Image | null | undefined
        if (typeof image !== 'object' || image === null) return

        expect(isSoundImage(image)).toBe(problemInImage(image, 'NewImage') === undefined)
      }),
      { numRuns: 2_000 },
    )
  })

  it('never throws, and refuses only a record that cannot be named', () => {
    fc.assert(
      fc.property(damageTo(good), damage => {
        const odd = damaged(good, damage)
        const number: unknown = (odd as StreamRecord | null)?.dynamodb?.SequenceNumber
        const isNamed = typeof number === 'string' && number.length <= 40 && /^\d+$/.test(number)

        expect(codeOf(() => lookAt(odd))).toBe(isNamed ? 'fine' : 'record.unnamed')
        expect(recordPlace(odd).sequenceNumber).toBe(isNamed ? number : '')
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<[string, unknown, boolean]>([
    ['a text', { S: 'a' }, true],
    ['an empty text', { S: '' }, true],
    ['a number', { N: '-1.5e3' }, true],
    ['binary', { B: 'eA==' }, true],
    ['no number', { N: 'one' }, false],
    ['a number that is no text', { N: 1 }, false],
    ['binary that is no text', { B: [1] }, false],
    ['of two types', { S: 'a', B: 'eA==' }, false],
    ['of no type', {}, false],
    ['of a type that keys do not have', { SS: ['a'] }, false],
    ['of a type that DynamoDB does not have', { '': 'a' }, false],
    ['null', null, false],
    ['a bare text', 'a', false],
  ])('of a key knows whether it is one: %s', (_, value, isOne) => {
    const problem = isOne ? undefined : 'its Keys.SK is no text, number or binary value'

    for (const keys of [{ SK: value }, { PK: { S: 'a' }, SK: value }])
      expect(frameProblem({ ...good, dynamodb: { ...good.dynamodb, Keys: keys } })).toBe(problem)
  })

  const source = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/kinesis/changes'

  it.each<[string, number, unknown, boolean]>([
    ['as long as DynamoDB gives them', 40, good.eventSourceARN, true],
    ['longer than that', 41, good.eventSourceARN, false],
    ['longer than that, by Kinesis', 41, source, true],
    ['as long as Kinesis may give them', 129, source, true],
    ['longer than that', 130, source, false],
    ['longer than that, of no stream', 41, undefined, false],
  ])('knows the numbers of a stream: %s', (_, digits, eventSourceARN, isOne) => {
    const number = '1'.repeat(digits)
    const record = { ...good, eventSourceARN, dynamodb: { ...good.dynamodb, SequenceNumber: number } }

    expect(isNumberOf(record, number)).toBe(isOne)
    expect(frameProblem(record)).toBe(isOne ? undefined : `its SequenceNumber is "${'1'.repeat(40)}"`)
    expect(isNumberOf(null, number)).toBe(digits <= 40)
  })

  it.each<[object, string | undefined]>([
    [{ eventName: 'x'.repeat(41) }, `its eventName is "${'x'.repeat(40)}"`],
    [{ eventName: null }, 'its eventName is null'],
    [{ eventSourceARN: 'a'.repeat(1_024) }, undefined],
    [{ eventSourceARN: 'a'.repeat(1_025) }, 'its eventSourceARN is no name of a stream'],
    [{ eventSourceARN: '\ud83d' }, 'its eventSourceARN is no name of a stream'],
    [{ eventSourceARN: 7 }, 'its eventSourceARN is a number'],
    [{ eventSourceARN: null }, undefined],
    [{ eventSourceARN: undefined }, undefined],
    [{ dynamodb: undefined }, 'it has no dynamodb'],
    [{ dynamodb: [] }, 'its dynamodb is a list'],
    [{ dynamodb: { ...good.dynamodb, Keys: [{ S: 'a' }] } }, 'its Keys are a list'],
    [{ dynamodb: { ...good.dynamodb, NewImage: 'x' } }, 'its NewImage is a text'],
    [{ dynamodb: { ...good.dynamodb, OldImage: [] } }, 'its OldImage is a list'],
    [{ dynamodb: { ...good.dynamodb, NewImage: null, OldImage: null } }, undefined],
    [{ dynamodb: { ...good.dynamodb, NewImage: { a: 'x' } } }, undefined],
  ])('of a frame finds in %o: %s', (changes, problem) => {
    expect(frameProblem({ ...good, ...changes })).toBe(problem)
  })

  it.each<[object, string | undefined]>([
    [{ NewImage: { a: 'x' }, OldImage: { a: 'x' } }, 'NewImage.a is a text without a type'],
    [{ OldImage: { a: 'x' } }, 'OldImage.a is a text without a type'],
    [{ NewImage: null, OldImage: undefined }, undefined],
  ])('of images finds in %o: %s', (images, problem) => {
    expect(imageProblem({ ...good, dynamodb: { ...good.dynamodb, ...images } })).toBe(problem)
  })

  it.each([undefined, null, 'x', [], { dynamodb: null }, { dynamodb: 'x' }])(
    'finds nothing in the images of %o, which has none',
    record => {
      expect(imageProblem(record)).toBeUndefined()
    },
  )

  it.each<[string, object, string]>([
    ['an attribute that is a text', { note: 'secret' }, 'NewImage.note is a text without a type'],
    ['an attribute that is null', { note: null }, 'NewImage.note is null without a type'],
    ['an attribute without a type', { note: {} }, 'NewImage.note has no type'],
    ['an attribute of two types', { note: { S: 'a', N: '1' } }, 'NewImage.note has 2 types'],
    [
      'a number for the text of a number',
      { note: { N: 5 } },
      'NewImage.note is of type N but holds a number',
    ],
    ['a text for a set', { note: { SS: 'secret' } }, 'NewImage.note is of type SS but holds a text'],
    ['a value in a list', { note: { L: [{ S: 'a' }, 'x'] } }, 'NewImage.note.1 is a text without a type'],
    ['a value in a map', { note: { M: { city: null } } }, 'NewImage.note.city is null without a type'],
  ])('names %s by its path, without its value', (_, image, words) => {
    expect(problemInImage(image, 'NewImage')).toBe(words)
  })
})
