import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { image } from '../../test/support/arbitraries.ts'
import { recordOf } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import { newToldRedaction } from './redact-told.ts'

const redaction = newToldRedaction('salt')

/** Types all the way down, and nothing else. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shapeOf(each)]))
  return typeof value
}

describe('what assistants are told', () => {
  it('has the key of an item as it is, and other values by their type alone', () => {
    fc.assert(
      fc.property(image, other => {
        const record = recordOf({ seq: 1, key: 'ORDER#1' })
        const whole: Image = { ...other, PK: { S: 'ORDER#1' }, email: { S: 'alice@example.com' } }

        const told = redaction.image(whole, record)

        expect(shapeOf(told)).toEqual(shapeOf(whole))
        expect(told?.['PK']).toEqual({ S: 'ORDER#1' })
        expect(JSON.stringify(told)).not.toContain('alice')
      }),
    )
  })

  it('has no value of an item in a text that quotes it, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 3, maxLength: 30 }).filter(text => /[a-zA-Z0-9]{3}/.test(text)),
        fc.string({ maxLength: 10 }),
        fc.string({ maxLength: 10 }),
        (value, before, after) => {
          fc.pre(!`${before}${after}`.includes(value))
          const record = recordOf({ seq: 1, after: { text: value } })

          const told = redaction.text(`${before}\n${value}\n${after} "${value}"`, [record, undefined])

          expect(told).not.toContain(`\n${value}\n`)
          expect(told).not.toContain(`"${value}"`)
        },
      ),
    )
  })

  it('has a short value replaced where it is quoted, and nothing else of the text', () => {
    const record = recordOf({
      seq: 1,
      after: { n: { N: '7' }, set: { SS: ['on'] }, deep: { M: { a: { L: [{ S: 'ab' }] } } } },
    })

    const told = redaction.text('status is "on", wanted "off"; "ab" is no "7"; only ones stay', [record])

    expect(told).toMatch(/^status is "[a-z]{2}", wanted "off"; "[a-z]{2}" is no "\d"; only ones stay$/)
    expect(told).not.toMatch(/"on"|"ab"|"7"/)
  })
})
