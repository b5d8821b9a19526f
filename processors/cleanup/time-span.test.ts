import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import { timeSpanOf } from './time-span.ts'

const nowMs = Date.UTC(2026, 10, 27)
const today = Date.UTC(2026, 10, 20, 10, 20, 30, 123)

describe('a time of creation', () => {
  it.each<[AttributeValue, number]>([
    [{ S: '2026-11-20T10:20:30.123Z' }, 1],
    [{ S: '2026-11-20T10:20:30.123456Z' }, 1],
    [{ S: '2026-11-20 10:20:30.123+00:00' }, 1],
    [{ S: '2026-11-20T15:50:30.123+05:30' }, 1],
    [{ S: '2026-11-20T03:20:30.123-07' }, 1],
    [{ S: '2026-11-20T10:20:30Z' }, 1_000],
    [{ S: '20261120T102030Z' }, 1_000],
    [{ S: '2026-11-20T10:20Z' }, 60_000],
    [{ S: '2026-11-20' }, 50 * 3_600_000],
    [{ S: '2026-11-20T10:20:30' }, 27 * 3_600_000],
    [{ N: String(Math.floor(today / 1_000)) }, 1_500],
    [{ N: String(today / 1_000) }, 2],
    [{ N: String(today) }, 1],
    [{ S: String(today) }, 1],
    [{ N: `${today}456` }, 1],
    [{ N: `${today}456789` }, 1],
  ])('is read from %j as precisely as it says it', (value, precisionMs) => {
    const span = timeSpanOf(value, nowMs)

    expect(span).toBeDefined()
    expect((span?.to ?? 0) - (span?.from ?? 0)).toBeLessThanOrEqual(precisionMs)
    expect(span?.from).toBeLessThanOrEqual(today + 1)
    expect(span?.to).toBeGreaterThanOrEqual(today)
  })

  it.each<[text: string, from: string, to: string]>([
    ['2026-11-20T10:20:30.123Z', '2026-11-20T10:20:30.123Z', '2026-11-20T10:20:30.124Z'],
    ['2026-11-20t10:20:30,12z', '2026-11-20T10:20:30.120Z', '2026-11-20T10:20:30.130Z'],
    ['2026-11-20 10:20:30+05:30', '2026-11-20T04:50:30.000Z', '2026-11-20T04:50:31.000Z'],
    ['20261120T102030-0730', '2026-11-20T17:50:30.000Z', '2026-11-20T17:50:31.000Z'],
    ['2026-11-20T10:20-07', '2026-11-20T17:20:00.000Z', '2026-11-20T17:21:00.000Z'],
    // Without an offset it may be anywhere between +14:00 and -12:00.
    ['2026-11-20T10:20:30', '2026-11-19T20:20:30.000Z', '2026-11-20T22:20:31.000Z'],
    ['2026-11-20T10:20', '2026-11-19T20:20:00.000Z', '2026-11-20T22:21:00.000Z'],
    ['2026-11-20', '2026-11-19T10:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ['20261120', '2026-11-19T10:00:00.000Z', '2026-11-21T12:00:00.000Z'],
  ])('lies, as %s, from %s up to %s', (text, from, to) => {
    expect(timeSpanOf({ S: text }, nowMs)).toEqual({ from: Date.parse(from), to: Date.parse(to) })
  })

  it('is one from the day on which DynamoDB was there, up to 366 days from now', () => {
    const earliestMs = Date.UTC(2012, 0, 18)
    const latestMs = nowMs + 366 * 86_400_000
    const at = (ms: number) => timeSpanOf({ N: String(ms) }, nowMs)

    expect(at(earliestMs - 1)).toBeUndefined()
    expect(at(earliestMs)).toEqual({ from: earliestMs, to: earliestMs + 1 })
    expect(at(latestMs - 1)).toEqual({ from: latestMs - 1, to: latestMs })
    expect(at(latestMs)).toBeUndefined()
  })

  it.each<[AttributeValue | undefined]>([
    [undefined],
    [{ S: '' }],
    [{ S: 'yesterday' }],
    [{ S: '2026-02-30' }],
    [{ S: '2026-13-01T00:00:00Z' }],
    [{ S: '2026-01-01T24:00:00Z' }],
    [{ S: '0001-01-01T00:00:00Z' }],
    [{ S: '1970-01-01T00:00:00Z' }],
    [{ S: '9999-12-31T23:59:59Z' }],
    [{ S: 'Fri, 20 Nov 2026 10:20:30 GMT' }],
    [{ S: '20.11.2026' }],
    [{ S: '2026-11-20T10:20:30[Europe/Paris]' }],
    [{ N: '0' }],
    [{ N: '-1' }],
    [{ N: '20261120' }],
    // Of other epochs and units, which as epoch seconds or nanoseconds would be decades ago: .NET's ticks since year 1,
    // Apple's seconds since 2001, FILETIME and WebKit since 1601.
    [{ N: '639099588301230000' }],
    [{ S: '639099588301230000' }],
    [{ N: '816862830.123' }],
    [{ N: '134086692301230000' }],
    [{ N: '13408669230123000' }],
    [{ S: '2008-05-01T00:00:00Z' }],
    [{ S: '2026-11-20T10:20:30+99:00' }],
    [{ S: '2026-11-20T10:20:30+02:75' }],
    [{ S: '2026-11-20T10:20:75Z' }],
    [{ S: '2026-11-20T10:60Z' }],
    [{ S: '2026-11-20T99:20Z' }],
    [{ N: 'NaN' }],
    [{ N: '1e12' }],
    [{ NULL: true }],
    [{ BOOL: true }],
    [{ M: { seconds: { N: '1767225600' } } }],
    [{ L: [{ N: '1767225600' }] }],
    [{ SS: ['2026-11-20'] }],
  ])('is not read from %j', value => {
    expect(timeSpanOf(value, nowMs)).toBeUndefined()
  })

  it('is never before there were tables, however a date of today is counted', () => {
    const epochs = [
      Date.UTC(1601, 0),
      new Date(0).setUTCFullYear(1, 0, 1),
      Date.UTC(1904, 0),
      Date.UTC(2001, 0),
    ]
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2012, 0, 20), max: nowMs }),
        fc.constantFrom(...epochs),
        fc.constantFrom(1e3, 1, 1e-3, 1e-4, 1e-6),
        (ms, epochMs, unitMs) => {
          const text = BigInt(Math.floor((ms - epochMs) / unitMs)).toString()
          const from = timeSpanOf({ N: text }, nowMs)?.from ?? Infinity
          expect(from).toBeGreaterThanOrEqual(Date.UTC(2012, 0, 18))
        },
      ),
    )
  })

  it('lies within what is read of it, in whatever unit and zone it was written', () => {
    const moment = fc.integer({ min: Date.UTC(2012, 0, 20), max: nowMs })
    const offset = fc.integer({ min: -12 * 60, max: 14 * 60 })
    fc.assert(
      fc.property(moment, offset, fc.constantFrom(0, 1, 2, 3), (ms, minutes, digits) => {
        const local = new Date(ms + minutes * 60_000).toISOString()
        const sign = minutes < 0 ? '-' : '+'
        const two = (n: number): string => String(n).padStart(2, '0')
        const zone = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
        const cut = local.slice(0, digits === 0 ? 19 : 20 + digits)
        const forms: readonly AttributeValue[] = [
          { S: `${cut}${zone}` },
          { S: cut },
          { S: local.slice(0, 10) },
          { N: String(ms) },
          { N: (ms / 1_000).toFixed(digits) },
          { S: String(Math.floor(ms / 1_000)) },
        ]
        for (const form of forms) {
          const span = timeSpanOf(form, nowMs + 86_400_000)
          expect(span?.from, JSON.stringify(form)).toBeLessThanOrEqual(ms + 0.01)
          expect(span?.to, JSON.stringify(form)).toBeGreaterThan(ms - 0.01)
        }
      }),
    )
  })
})
