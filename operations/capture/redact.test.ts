import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalNumber, compareNumbers } from '../../core/attributes/decimal.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import { attributeValue, anyNumberText } from '../../test/support/arbitraries.ts'
import { recordOf } from '../../test/support/records.ts'
import { newRedaction } from './redact-record.ts'
import { redactValue } from './redact-value.ts'

const salt = fc.string({ minLength: 1, maxLength: 8 })

/** Type and lengths of a value, and nothing of what it says. */
const shapeOf = (value: AttributeValue): unknown => {
  if ('S' in value) return ['S', value.S.length, Buffer.byteLength(value.S)]
  if ('B' in value) return ['B', Buffer.from(value.B, 'base64').length]
  if ('N' in value) return ['N', canonicalNumber(value.N).replaceAll(/\D/g, '').length]
  if ('L' in value) return ['L', value.L.map(shapeOf)]
  if ('M' in value) return ['M', Object.entries(value.M).map(([name, each]) => [name, shapeOf(each)])]
  if ('SS' in value) return ['SS', value.SS.map(S => shapeOf({ S }))]
  if ('NS' in value) return ['NS', value.NS.map(N => shapeOf({ N }))]
  return 'BS' in value ? ['BS', value.BS.map(B => shapeOf({ B }))] : Object.keys(value)
}

const text = fc.string({ unit: 'binary', maxLength: 12 })

describe('redactValue', () => {
  it('keeps type and lengths of any value', () => {
    fc.assert(
      fc.property(attributeValue, salt, (value, key) => {
        expect(shapeOf(redactValue(value, key))).toEqual(shapeOf(value))
      }),
    )
  })

  it('makes the same of the same and different of different, texts, numbers and binary alike', () => {
    const values = fc.oneof(
      fc.array(text, { maxLength: 40 }).map(all => all.map((S): AttributeValue => ({ S }))),
      fc
        .array(anyNumberText, { maxLength: 40 })
        .map(all => all.map((N): AttributeValue => ({ N: canonicalNumber(N) }))),
      fc
        .array(fc.uint8Array({ maxLength: 2 }), { maxLength: 40 })
        .map(all => all.map((bytes): AttributeValue => ({ B: Buffer.from(bytes).toString('base64') }))),
    )
    fc.assert(
      fc.property(values, salt, (all, key) => {
        const before = all.map(value => JSON.stringify(value))
        const after = all.map(value => JSON.stringify(redactValue(value, key)))

        expect(new Set(before.map((value, index) => `${value} ${after[index] ?? ''}`)).size).toBe(
          new Set(before).size,
        )
        expect(new Set(after).size).toBe(new Set(before).size)
      }),
    )
  })

  it('leaves no two of the ten digits alike', () => {
    const digits = Array.from({ length: 10 }, (_, digit) => redactValue({ S: String(digit) }, 'salt'))

    expect(new Set(digits.map(value => JSON.stringify(value))).size).toBe(10)
  })

  it('makes of numbers valid ones with the same sign, and as many digits', () => {
    fc.assert(
      fc.property(anyNumberText, salt, (N, key) => {
        const redacted = redactValue({ N }, key)
        const number = 'N' in redacted ? redacted.N : ''

        expect(canonicalNumber(number)).toBe(number)
        expect(Math.sign(compareNumbers(number, '0'))).toBe(Math.sign(compareNumbers(N, '0')))
        expect(number.replaceAll(/\D/g, '').length).toBe(canonicalNumber(N).replaceAll(/\D/g, '').length)
      }),
    )
  })

  it('keeps sets without duplicates, however a number is written', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyNumberText, { selector: canonicalNumber, minLength: 1 }),
        salt,
        (NS, key) => {
          const redacted = redactValue({ NS }, key)

          expect(new Set('NS' in redacted ? redacted.NS.map(canonicalNumber) : []).size).toBe(NS.length)
        },
      ),
    )
    expect(redactValue({ N: '1.0' }, 'salt')).toEqual(redactValue({ N: '1' }, 'salt'))
  })

  it('differs with the salt', () => {
    const long = { S: 'ada@example.com' }

    expect(redactValue(long, 'one')).not.toEqual(redactValue(long, 'two'))
  })
})

describe('newRedaction', () => {
  const record = recordOf({
    seq: 1,
    key: 'ada',
    before: { note: 'x', 'a.b': 'dotted name' },
    after: {
      a: { M: { b: { S: 'in a map' }, c: { S: 'kept' } } },
      l: { L: [{ M: { b: { S: 'in a list' } } }, { S: 'kept' }] },
    },
  })

  it('reaches keys, both images, maps, lists and names with dots, and nothing else', () => {
    const redaction = newRedaction(['PK', 'a.b', 'l.b', 'none'], 'salt')

    const redacted = redaction.redact(record)

    const json = JSON.stringify(redacted)
    for (const gone of ['"ada"', 'in a map', 'in a list', 'dotted name']) expect(json).not.toContain(gone)
    const { Keys, NewImage, OldImage } = redacted.dynamodb ?? {}
    expect(NewImage?.['PK']).toEqual(Keys?.['PK'])
    expect(OldImage?.['PK']).toEqual(Keys?.['PK'])
    expect(OldImage?.['note']).toEqual({ S: 'x' })
    expect(json.match(/kept/g)).toHaveLength(2)
    expect([...redaction.met()].sort()).toEqual(['PK', 'a.b', 'l.b'])
  })

  it('leaves records as they are when there is nothing to redact', () => {
    expect(newRedaction([], 'salt').redact(record)).toBe(record)
  })
})
