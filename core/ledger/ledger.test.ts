import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFacts, encodeFacts } from './encode-facts.ts'
import type { Fact, Facts } from './facts.ts'
import { recordName, unite } from './facts.ts'
import { recordId } from './ledger.ts'

const fact: fc.Arbitrary<Fact> = fc
  .record({
    done: fc.constantFrom<Fact['done']>(undefined, 'applied', 'parked'),
    attempts: fc.nat({ max: 9 }),
    together: fc.boolean(),
  })
  .filter(({ done, attempts, together }) => done !== undefined || attempts > 0 || together)

const sequenceNumber = fc.oneof(
  fc.bigInt({ min: 0n, max: 30n }),
  fc.bigInt({ min: 10n ** 20n, max: 10n ** 40n - 1n }),
)

const facts: fc.Arbitrary<Facts> = fc
  .array(
    fc.tuple(
      sequenceNumber,
      fc.constantFrom('a', 'b', 'c'),
      fc.dictionary(fc.constantFrom('search', 'audit', '__proto__x'), fact, { minKeys: 1 }),
    ),
    { maxLength: 12 },
  )
  .map(
    entries =>
      new Map(
        entries.map(([number, key, byProcessor]) => {
          const id = recordId({ sequenceNumber: String(number), key })
          return [recordName(id), { id, byProcessor: new Map(Object.entries(byProcessor)) }]
        }),
      ),
  )

const plain = (of: Facts): unknown =>
  Object.fromEntries([...of].map(([name, { byProcessor }]) => [name, Object.fromEntries(byProcessor)]))

describe('encodeFacts', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(facts, all => {
        expect(plain(decodeFacts(encodeFacts(all)))).toEqual(plain(all))
      }),
    )
  })

  it.each(['', '{', 'null', '{"v":2,"seq":[],"key":[],"by":{}}', '{"v":1,"seq":["1"],"key":[],"by":{}}'])(
    'refuses %j rather than half understand it',
    text => {
      expect(() => decodeFacts(text)).toThrow(SyntaxError)
    },
  )

  it('takes a few bytes a record', () => {
    const many: Facts = new Map(
      Array.from({ length: 1_000 }, (_, index) => {
        const id = recordId({ sequenceNumber: String(10n ** 25n + BigInt(index) * 37n), key: `key-${index}` })
        const done: Fact = { done: 'applied', attempts: 0, together: false }
        return [
          recordName(id),
          {
            id,
            byProcessor: new Map([
              ['search', done],
              ['audit', done],
            ]),
          },
        ]
      }),
    )

    expect(encodeFacts(many).length / 1_000).toBeLessThan(25)
  })
})

describe('unite', () => {
  it('knows the same in whatever order, grouping or number it is told', () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(plain(unite(a, b))).toEqual(plain(unite(b, a)))
        expect(plain(unite(a, unite(b, c)))).toEqual(plain(unite(unite(a, b), c)))
        expect(plain(unite(a, a))).toEqual(plain(unite(a)))
      }),
    )
  })

  it('never marks done what nobody said was done', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        for (const [name, { byProcessor }] of unite(a, b)) {
          for (const [processor, { done }] of byProcessor) {
            const told = [a, b].map(each => each.get(name)?.byProcessor.get(processor)?.done)
            expect([...told, undefined]).toContain(done)
            if (told.some(word => word !== undefined)) expect(done).toBeDefined()
          }
        }
      }),
    )
  })
})

describe('recordId', () => {
  it('tells two items with the same sequence number apart', () => {
    expect(recordId({ sequenceNumber: '2', key: 'a' })).not.toEqual(
      recordId({ sequenceNumber: '2', key: 'b' }),
    )
  })
})
