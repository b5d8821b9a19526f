import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { everything } from '../../core/filter/words.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { streamArn } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchOperation } from './search-store.ts'

const anyPart = fc.oneof(
  fc.constantFrom('"', '\\', '\n', '\u{1F600}', 'é', 'x'.repeat(200), '茶'.repeat(90)),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
)
const anyKeys = fc.oneof(
  anyPart.map((S): Image => ({ pk: { S } })),
  fc.tuple(anyPart, fc.integer()).map(([S, N]): Image => ({ sk: { N: String(N) }, pk: { S } })),
  fc
    .tuple(anyPart, anyPart)
    .map(([S, B]): Image => ({ 2: { S }, 10: { B: Buffer.from(B).toString('base64') } })),
)

const recordWith = (keys: Image, eventName: 'INSERT' | 'REMOVE', at: number): StreamRecord => ({
  eventName,
  eventSourceARN: streamArn,
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: keys,
    [eventName === 'INSERT' ? 'NewImage' : 'OldImage']: { ...keys, n: { N: String(at) } },
    SequenceNumber: `${at + 1}${'0'.repeat(20)}`,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
})

/** The operation as it is written plainly, as one object of objects. */
const plainOperation = ({ dynamodb, eventName }: StreamRecord, at: number): string => {
  const { Keys = {}, SequenceNumber = '' } = dynamodb ?? {}
  const key = itemKey(Keys)
  const id = Buffer.byteLength(key) <= 512 ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`
  const hour = BigInt(Date.parse('2026-01-01T00:00:00Z') / 3_600_000)
  const place = {
    index: 'things',
    id,
    guard: { by: 'newer', version: String(hour * 2n ** 43n + BigInt(at + 1)) },
  }
  if (eventName === 'REMOVE') return JSON.stringify({ op: 'delete', ...place })
  const document = JSON.stringify({ n: at })
  const owner = JSON.stringify(
    Object.fromEntries(Object.entries(Keys).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  )
  const metadata = JSON.stringify({
    stream: streamArn,
    seq: SequenceNumber,
    owner,
    hash: createHash('sha256').update(document).digest('base64url').slice(0, 22),
  })
  return JSON.stringify({ op: 'index', ...place, document, metadata })
}

describe('the operation of a record', () => {
  it('has the bytes that it has when it is written plainly, whatever the key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(anyKeys, fc.constantFrom('INSERT' as const, 'REMOVE' as const)), {
          minLength: 1,
          maxLength: 5,
          selector: ([keys]) => itemKey(keys),
        }),
        async sketches => {
          const written: SearchOperation[] = []
          const store = memorySearchStore()
          const index = searchIndex({
            filter: everything(),
            index: 'things',
            store: {
              ...store,
              write: async (operations, signal) => {
                written.push(...operations)
                return store.write(operations, signal)
              },
            },
            document: ({ after }) => ({ n: (after as { readonly n: number }).n }),
          })
          const records = sketches.map(([keys, kind], at) => recordWith(keys, kind, at))

          expect(await functionOf([index]).invoke(records)).toEqual([])
          expect(written.map(operation => JSON.stringify(operation))).toEqual(records.map(plainOperation))
        },
      ),
      { numRuns: 500 },
    )
  })
})
