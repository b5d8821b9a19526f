import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { decodeEntries, encodeEntries } from './encode-entries.ts'
import type { LedgerEntry, LedgerEntries, RecordEntries, Witness } from './ledger-entry.ts'
import { recordName, uniteEntries } from './ledger-entry.ts'
import { readEntries, recordId, writeEntries } from './ledger.ts'
import type { LoneRuns } from './lone-runs.ts'
import { killsIn, noLoneRuns, uniteLoneRuns } from './lone-runs.ts'

const entry: fc.Arbitrary<LedgerEntry> = fc
  .record({
    done: fc.constantFrom<LedgerEntry['done']>(undefined, 'applied', 'parked'),
    attempts: fc.nat({ max: 9 }),
    retryAlone: fc.boolean(),
    witness: fc.constantFrom<Witness>(0, 1, 2),
    firstFailedAtMs: fc.option(fc.integer({ min: 1, max: 2 ** 43 }), { nil: undefined }),
  })
  .filter(
    ({ done, attempts, retryAlone, witness, firstFailedAtMs }) =>
      done !== undefined || attempts > 0 || retryAlone || witness > 0 || firstFailedAtMs !== undefined,
  )
  .map(({ witness, firstFailedAtMs, ...rest }) => ({
    ...rest,
    ...(witness > 0 && { witness }),
    ...(firstFailedAtMs !== undefined && { firstFailedAtMs }),
  }))

/** Runs as they come about: each of these numbers was taken, and some of them ended. */
const runs: fc.Arbitrary<LoneRuns> = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }).map(ended => ({
  started: ended.length,
  ended: ended.flatMap((isEnded, index) => (isEnded ? [index + 1] : [])),
}))

const sequenceNumber = fc.oneof(
  fc.bigInt({ min: 0n, max: 30n }),
  fc.bigInt({ min: 10n ** 20n, max: 10n ** 40n - 1n }),
)

const entries: fc.Arbitrary<LedgerEntries> = fc
  .array(
    fc.tuple(
      sequenceNumber,
      fc.constantFrom('a', 'b', 'c'),
      fc.dictionary(fc.constantFrom('search', 'audit', '__proto__x'), entry, { minKeys: 1 }),
      fc.option(runs, { nil: undefined }),
    ),
    { maxLength: 12 },
  )
  .map(
    entries =>
      new Map(
        entries.map(([number, key, byProcessor, lone]) => {
          const id = recordId({ sequenceNumber: String(number), key })
          return [
            recordName(id),
            { id, byProcessor: new Map(Object.entries(byProcessor)), ...(lone && { loneRuns: lone }) },
          ]
        }),
      ),
  )

const plain = (of: LedgerEntries): unknown =>
  Object.fromEntries(
    [...of].map(([name, { byProcessor, loneRuns: lone }]) => [name, [Object.fromEntries(byProcessor), lone]]),
  )

describe('encodeEntries', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(entries, all => {
        expect(plain(decodeEntries(encodeEntries(all)))).toEqual(plain(all))
      }),
    )
  })

  it.each(['', '{', 'null', '{"v":2,"seq":[],"key":[],"by":{}}', '{"v":1,"seq":["1"],"key":[],"by":{}}'])(
    'refuses %j rather than half understand it',
    text => {
      expect(() => decodeEntries(text)).toThrow(SyntaxError)
    },
  )

  it('refuses bits that are not one for each record, rather than forget what was done', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.constantFrom('', 'A', 'AAAA'), (all, pick, instead) => {
        const encoded = JSON.parse(encodeEntries(all)) as { by: Record<string, Record<string, unknown>> }
        const bits = Object.values(encoded.by).flatMap(by =>
          Object.keys(by).flatMap(name => (typeof by[name] === 'string' ? [{ by, name }] : [])),
        )
        const one = bits[pick % bits.length]
        if (one === undefined) return
        // All of them have the same size here, one byte or two.
        const bytes = Math.ceil(all.size / 8)
        if (Buffer.from(instead, 'base64url').length === bytes) return
        one.by[one.name] = instead

        expect(() => decodeEntries(JSON.stringify(encoded))).toThrow(SyntaxError)
      }),
    )
  })

  it('quotes the beginning of what it refuses, and no more', () => {
    const odd = JSON.stringify({ v: 2, note: 'x'.repeat(100) })

    expect(() => decodeEntries(odd)).toThrow(
      new SyntaxError(`not a ledger entry of version 1: {"v":2,"note":"${'x'.repeat(65)}`),
    )
  })

  it('reads what was written before there was evidence in it', () => {
    const old =
      '{"v":1,"seq":["7","2"],"key":["aaaaaaaaaaa","bbbbbbbbbbb"],"by":{"search":{"applied":"AQ","parked":"AA","together":"AA","attempts":{"1":3}}}}'

    expect(plain(decodeEntries(old))).toEqual({
      [`${'7'.padStart(40, '0')} aaaaaaaaaaa`]: [
        { search: { done: 'applied', attempts: 0, retryAlone: false } },
        undefined,
      ],
      [`${'9'.padStart(40, '0')} bbbbbbbbbbb`]: [
        { search: { done: undefined, attempts: 3, retryAlone: false } },
        undefined,
      ],
    })
  })

  it('writes what has nothing else to say as it was written before there was evidence, by record and processor', () => {
    const first = { sequenceNumber: '7'.padStart(40, '0'), keyHash: 'aaaaaaaaaaa' }
    const second = { sequenceNumber: '9'.padStart(40, '0'), keyHash: 'bbbbbbbbbbb' }
    const none: LedgerEntry = { done: undefined, attempts: 0, retryAlone: false }
    const all: LedgerEntries = new Map([
      [
        recordName(second),
        {
          id: second,
          byProcessor: new Map([
            ['search', { ...none, attempts: 3, witness: 0 }],
            ['audit', { ...none, done: 'parked' }],
          ]),
        },
      ],
      [recordName(first), { id: first, byProcessor: new Map([['search', { ...none, done: 'applied' }]]) }],
    ])

    expect(encodeEntries(all)).toBe(
      '{"v":1,"seq":["7","2"],"key":["aaaaaaaaaaa","bbbbbbbbbbb"],"by":{' +
        '"audit":{"applied":"AA","parked":"Ag","together":"AA","attempts":{}},' +
        '"search":{"applied":"AQ","parked":"AA","together":"AA","attempts":{"1":3}}}}',
    )
  })

  it.each<[Witness, Witness]>([
    [0, 1],
    [0, 2],
    [1, 2],
  ])('tells apart witnesses of %i and %i in one entry', (one, other) => {
    const known = (seq: number, witness: Witness): [string, RecordEntries] => {
      const id = recordId({ sequenceNumber: String(seq), key: 'a' })
      return [
        recordName(id),
        { id, byProcessor: new Map([['all', { done: 'applied', attempts: 0, retryAlone: false, witness }]]) },
      ]
    }
    const read = decodeEntries(encodeEntries(new Map([known(1, one), known(2, other)])))

    expect([...read.values()].map(({ byProcessor }) => byProcessor.get('all')?.witness ?? 0)).toEqual([
      one,
      other,
    ])
  })

  it('takes a few bytes a record', () => {
    const many: LedgerEntries = new Map(
      Array.from({ length: 1_000 }, (_, index) => {
        const id = recordId({ sequenceNumber: String(10n ** 25n + BigInt(index) * 37n), key: `key-${index}` })
        const done: LedgerEntry = { done: 'applied', attempts: 0, retryAlone: false }
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

    expect(encodeEntries(many).length / 1_000).toBeLessThan(25)
  })
})

describe('unite', () => {
  it('knows the same in whatever order, grouping or number it is told', () => {
    fc.assert(
      fc.property(entries, entries, entries, (a, b, c) => {
        expect(plain(uniteEntries(a, b))).toEqual(plain(uniteEntries(b, a)))
        expect(plain(uniteEntries(a, uniteEntries(b, c)))).toEqual(plain(uniteEntries(uniteEntries(a, b), c)))
        expect(plain(uniteEntries(a, a))).toEqual(plain(a))
        expect(plain(uniteEntries(a, new Map()))).toEqual(plain(a))
      }),
    )
  })

  it('never marks done what nobody said was done', () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        for (const [name, { byProcessor }] of uniteEntries(a, b)) {
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

describe('the runs of a lone record', () => {
  it('lose no end and invent no kill, however writers overlap', () => {
    /** Each takes the next number that it can see, from what some earlier ones had written by then, and may end. */
    const writers = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.boolean()), { maxLength: 12 })
    fc.assert(
      fc.property(writers, all => {
        const written: LoneRuns[] = []
        let killed = 0
        for (const [unseen, isEnded] of all) {
          const seen = written
            .slice(0, Math.max(0, written.length - unseen))
            .reduce(uniteLoneRuns, noLoneRuns)
          const number = seen.started + 1
          written.push({ started: number, ended: seen.ended })
          if (isEnded) written.push({ started: number, ended: [...seen.ended, number] })
          else killed += 1
        }
        const isAlone = all.every(([unseen]) => unseen === 0)
        const kills = killsIn(written.reduce(uniteLoneRuns, noLoneRuns))
        expect(kills).toBeLessThanOrEqual(killed)
        if (isAlone) expect(kills).toBe(killed)
      }),
    )
  })
})

describe('recordId', () => {
  it('stays what the entries in tables hold: the number to 40 digits, and the start of the digest of the key', () => {
    // SHA-256 of `a` is ca978112ca1bbdca…, which 11 characters of base64url begin with.
    expect(recordId({ sequenceNumber: '2', key: 'a' })).toEqual({
      sequenceNumber: '0000000000000000000000000000000000000002',
      keyHash: 'ypeBEsobvcr',
    })
  })

  it('tells two items with the same sequence number apart', () => {
    expect(recordId({ sequenceNumber: '2', key: 'a' })).not.toEqual(
      recordId({ sequenceNumber: '2', key: 'b' }),
    )
  })
})

describe('writeEntries', () => {
  const scope = { stage: 'test', functionName: 'projections', streamArn: 'arn' }
  const done: LedgerEntry = { done: 'applied', attempts: 0, retryAlone: false }
  const id = recordId({ sequenceNumber: '5', key: 'a' })
  const known: LedgerEntries = new Map([[recordName(id), { id, byProcessor: new Map([['search', done]]) }]])

  it.each([
    ['at the lowest reported record, and before the last one', '4', '6'],
    ['at the first record, and before the lowest reported one', '1', '3'],
    ['behind the lowest reported record, up to the last one', '7', '9'],
  ])('is found by a delivery that begins %s', async (_, from, to) => {
    const store = memoryLedgerStore()
    await writeEntries(store, scope, known, { lowest: '4', first: '1', last: '9', expiresAtMs: 1 })

    expect(plain(await readEntries(store, scope, from, to))).toEqual(plain(known))
  })

  it.each([
    ['stage', { ...scope, stage: 'production' }],
    ['function', { ...scope, functionName: 'reactions' }],
    ['stream', { ...scope, streamArn: 'arn/2' }],
  ])('is not found by another %s', async (_, other) => {
    const store = memoryLedgerStore()
    await writeEntries(store, scope, known, { lowest: '4', first: '1', last: '9', expiresAtMs: 1 })

    expect([...(await readEntries(store, other, '1', '9'))]).toEqual([])
  })
})
