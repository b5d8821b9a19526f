import { createHmac, hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { everything } from '../../core/filter/words.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { AuditLogOptions } from './audit-log.ts'
import { auditLog } from './audit-log.ts'
import type { AuditEntry } from './audit-sink.ts'
import type { Redacted } from './redact.ts'
import { redactor } from './redact.ts'

type Options = Partial<AuditLogOptions<never>>

const allOf = async <T>(source: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const each of source) found.push(each)
  return found
}

const digest = { keyId: 'k1', secret: 'a secret of more than thirty-two bytes' }

const audited = async (
  records: readonly StreamRecord[],
  options: Options,
  times = 1,
): Promise<readonly AuditEntry[]> => {
  const sink = memoryAuditSink()
  for (let time = 0; time < times; time += 1)
    expect(await functionOf([auditLog({ filter: everything(), sink, ...options })]).invoke(records)).toEqual(
      [],
    )
  return allOf(sink.entries())
}

const secret = 'hunter2-4711'
const places: readonly (readonly [path: string, hide: (value: AttributeValue) => AttributeValue])[] = [
  ['note', value => value],
  ['note.pin', value => ({ M: { pin: value, open: { S: 'open' } } })],
  [
    'note.cards.number',
    value => ({ M: { cards: { L: [{ M: { number: value } }, { M: { number: value } }] } } }),
  ],
  ['note.0.number', value => ({ L: [{ S: 'open' }, { M: { number: value } }] })],
  ['note.a.b', value => ({ M: { 'a.b': value } })],
  ['note.city', value => ('M' in value || 'L' in value ? { S: `in ${secret}` } : value)],
  ['note.2024', value => ({ M: { 2024: value } })],
]

const values: readonly AttributeValue[] = [
  { S: secret },
  { SS: ['x', secret] },
  { L: [{ S: secret }] },
  { M: { [secret]: { S: 'x' } } },
  { B: Buffer.from(secret).toString('base64') },
]

const respelled = (number: string): string => (/[.E]/i.test(number) ? number : `${number}.0`)

/** The same value to DynamoDB, written in another way wherever it can be. */
const writtenOtherwise = (value: AttributeValue): AttributeValue => {
  if ('N' in value) return { N: respelled(value.N) }
  if ('NS' in value) return { NS: value.NS.map(respelled).toReversed() }
  if ('SS' in value) return { SS: value.SS.toReversed() }
  if ('BS' in value) return { BS: value.BS.toReversed() }
  if ('L' in value) return { L: value.L.map(writtenOtherwise) }
  if (!('M' in value)) return value
  const entries = Object.entries(value.M).map(([name, each]) => [name, writtenOtherwise(each)])
  return { M: Object.fromEntries(entries.toReversed()) as Image }
}

describe('redact', () => {
  it('leaves the value nowhere in the entry, wherever the path leads and however the value changes', async () => {
    const one = fc.record({
      place: fc.constantFrom(...places),
      old: fc.constantFrom(...values),
      now: fc.constantFrom(...values, undefined),
      keyed: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(one, async ({ place: [path, hide], old, now, keyed }) => {
        const before = { note: hide(old) }
        const after = now === undefined ? {} : { note: hide(now) }
        const [entry] = await audited([recordOf({ seq: 1, before, after })], {
          redact: [path],
          ...(keyed && { digest }),
        })
        const text = JSON.stringify(entry)

        expect(text).not.toContain(secret)
        expect(text).not.toContain(Buffer.from(secret).toString('base64'))
        const isSame = JSON.stringify(before) === JSON.stringify(after)
        expect(text.includes('redacted')).toBe(!isSame)
        expect(entry?.diff.length === 0).toBe(isSame)
      }),
      { numRuns: 150 },
    )
  })

  it('takes out keys and the actor, in every place that names them', async () => {
    const records = [recordOf({ seq: 1, key: secret, before: { by: secret }, after: { by: secret, n: 'x' } })]
    for (const options of [{}, { digest }]) {
      const [entry] = await audited(records, { redact: ['PK', 'by'], actor: 'by', ...options })

      expect(JSON.stringify(entry)).not.toContain(secret)
      expect(entry?.what.key).toBe((entry?.what.keys['PK'] as { readonly S: string }).S)
      expect(entry?.who.actor).toMatch(/^redacted/)
      const guess = hash('sha256', `${records[0]?.eventSourceARN ?? ''}\0${secret}`, 'hex').slice(0, 16)
      expect(entry?.id).not.toContain(guess)
    }
  })

  it('holds a redelivery once, and two items of one number apart', async () => {
    const two = ['1111', '2222'].map(key => ({ ...recordOf({ seq: 1, key }), eventID: `event ${key}` }))
    for (const options of [{}, { digest }]) {
      const entries = await audited([...two, ...two], { redact: ['PK'], ...options }, 2)

      expect(new Set(entries.map(({ id }) => id)).size).toBe(2)
      expect(entries).toHaveLength(2)
    }
  })

  it('is known to verify by the same identity', async () => {
    const sink = memoryAuditSink()
    const audit = auditLog({ filter: everything(), sink, redact: ['PK'], digest })
    const record = recordOf({ seq: 1, key: secret })
    await functionOf([audit]).invoke([record])
    const { check } = audit

    expect(check?.kind === 'events' && check.expected(record)).toEqual(
      (await allOf(sink.entries())).map(({ id }) => id),
    )
  })

  it('gives equal values equal digests, and others others, by secret', async () => {
    const digestOf = async (value: AttributeValue, key = digest): Promise<string> => {
      const [entry] = await audited([recordOf({ seq: 1, after: { v: value } })], {
        redact: ['v'],
        digest: key,
      })
      return /redacted:[^"]*/.exec(JSON.stringify(entry?.diff))?.[0] ?? ''
    }

    expect(await digestOf({ SS: ['a', 'b'] })).toBe(await digestOf({ SS: ['b', 'a'] }))
    expect(await digestOf({ NS: ['1', '2.0'] })).toBe(await digestOf({ NS: ['2', '1.0'] }))
    expect(await digestOf({ M: { a: { N: '1' }, b: { S: '' } } })).toBe(
      await digestOf({ M: { b: { S: '' }, a: { N: '1.0' } } }),
    )
    const all = await Promise.all(
      [
        { S: '1' },
        { N: '1' },
        { SS: ['1'] },
        { NS: ['1'] },
        { L: [{ S: '1' }] },
        { B: '1' },
        { L: [] },
        { M: {} },
      ].map(async value => digestOf(value as AttributeValue)),
    )
    expect(new Set(all).size).toBe(all.length)
    expect(await digestOf({ S: '1' }, { keyId: 'k2', secret: 'another secret' })).toMatch(
      /^redacted:k2:[0-9a-f]{32}$/,
    )
    expect(all[0]).not.toContain(hash('sha256', '{"S":"1"}', 'hex').slice(0, 12))
  })

  it('gives one value one digest, however its numbers are spelled and its sets and maps ordered', () => {
    const digestOf = redactor(['v'], digest)
    fc.assert(
      fc.property(attributeValue, v => {
        expect(digestOf({ v: writtenOtherwise(v) })).toEqual(digestOf({ v }))
      }),
    )
  })

  it('gives digests that those of a former version can be compared with', () => {
    const v: AttributeValue = { M: { b: { N: '1.0' }, a: { L: [{ BS: ['Qg==', 'QQ=='] }, { S: 'x' }] } } }
    const text = String.raw`M[["a","L[\"BS[\\\"QQ==\\\",\\\"Qg==\\\"]\",\"{\\\"S\\\":\\\"x\\\"}\"]"],["b","N1"]]`
    const hex = createHmac('sha256', digest.secret).update(text).digest('hex').slice(0, 32)

    expect(redactor(['v'], digest)({ v })).toEqual({ v: { S: `redacted:k1:${hex}` } })
  })

  it('takes out nothing beside the value that its path leads to, through maps and lists', () => {
    const step = fc.record({ isInList: fc.boolean(), name: fc.constantFrom('a', 'b', 'c') })
    const around = fc.array(step, { maxLength: 3 })
    fc.assert(
      fc.property(around, attributeValue, attributeValue, (steps, value, neighbour) => {
        const holding = (inside: AttributeValue): Image => {
          const note = steps.reduceRight<AttributeValue>((inner, { isInList, name }) => {
            const map = { M: { open: neighbour, [name]: inner } }
            return isInList ? { L: [{ M: { open: neighbour } }, map] } : map
          }, inside)
          return { other: neighbour, note }
        }
        const path = ['note', ...steps.map(({ name }) => name)].join('.')
        const found: Redacted[] = []

        expect(redactor([path], undefined)(holding(value), found)).toEqual(holding({ S: 'redacted' }))
        expect(found.map(each => each.value)).toEqual([value])
      }),
    )
  })

  it.each<[Record<string, unknown>]>([
    [{ redact: ['lines[0].card'] }],
    [{ redact: ['lines.*.card'] }],
    [{ redact: [''] }],
    [{ redact: ['a..b'] }],
    [{ redact: ['.a'] }],
    [{ redact: [' email'] }],
    [{ redact: ['/address/city'] }],
    [{ redact: ['$.email'] }],
    [{ redact: [/email/] }],
    [{ redact: 'email' }],
    [{ redact: ['a'], digest: { keyId: 'k', secret: '' } }],
    [{ redact: ['a'], digest: { keyId: 'k', secret: undefined } }],
    [{ redact: ['a'], digest: { keyId: 'a:b', secret: 'x' } }],
    [{ redact: ['a'], digest: null }],
    [{ redact: ['a'], digest: 'a secret' }],
  ])('refuses %j when it is made', options => {
    const make = () => auditLog({ filter: everything(), sink: memoryAuditSink(), ...(options as Options) })

    expect(make).toThrow(expect.objectContaining({ code: 'registry.option-invalid' }))
  })
})

describe('who', () => {
  it('of a removal is nobody, unless the record says who', async () => {
    const before = { by: 'ada' }
    const [byUser] = await audited([recordOf({ seq: 1, kind: 'REMOVE', before })], { actor: 'by' })
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    const [byTtl] = await audited([{ ...recordOf({ seq: 1, kind: 'REMOVE', before }), userIdentity }], {
      actor: 'by',
    })
    const [written] = await audited([recordOf({ seq: 1, before, after: { by: 'bob' } })], { actor: 'by' })

    expect(byUser?.who).toEqual({ origin: 'user' })
    expect(byTtl?.who).toEqual({ origin: 'ttl', principal: 'dynamodb.amazonaws.com' })
    expect(written?.who).toEqual({ origin: 'user', actor: 'bob' })
  })
})
