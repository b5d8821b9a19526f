import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { streamArn } from '../support/records.ts'

/** A source, and ways to change what it reads from: a table with the keys PK and SK. */
export interface ItemSourceUnderTest {
  readonly source: ItemSource
  readonly put: (item: Image) => void | Promise<void>
  readonly remove: (keys: Image) => void | Promise<void>
}

const text = fc.string({ minLength: 1, unit: 'grapheme' })
const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 }).map(each => Buffer.from(each).toString('base64'))
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  text.map(S => ({ S })),
  fc.constantFrom('0', '-1.5', '12345678901234567890.123456789012345678').map(N => ({ N })),
  bytes.map(B => ({ B })),
  fc.boolean().map(BOOL => ({ BOOL })),
  fc.constant<AttributeValue>({ NULL: true }),
  fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map(SS => ({ SS: SS.toSorted() })),
  fc.uniqueArray(bytes, { minLength: 1, maxLength: 1 }).map(BS => ({ BS })),
)
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }).map(L => ({ L })),
  fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }).filter(isPlainName), scalar).map(M => ({ M })),
)

/** The SDK loses attributes of this name. */
function isPlainName(name: string): boolean {
  return name !== '__proto__'
}

const key = (PK: string, SK = 's'): Image => ({ PK: { S: PK }, SK: { S: SK } })
const sorted = (image: Image | undefined): unknown =>
  image && JSON.parse(JSON.stringify(image, (_, part: unknown) => orderedSet(part)))

const orderedSet = (part: unknown): unknown =>
  typeof part === 'object' && part !== null && 'SS' in part && Array.isArray(part.SS)
    ? { SS: part.SS.toSorted() }
    : part

/** What every source of items has to do. `make` gives one over an empty table. */
export const itemSourceContract = (
  name: string,
  make: () => ItemSourceUnderTest | Promise<ItemSourceUnderTest>,
): void => {
  describe(`${name} as a source of items`, () => {
    it('reads each item whole, in the shape in which Lambda delivers images', async () => {
      const { source, put } = await make()
      await fc.assert(
        fc.asyncProperty(fc.dictionary(text.filter(isPlainName), value), async attributes => {
          const item = { ...attributes, ...key('p') }
          await put(item)

          expect(sorted(await source.read({ streamArn, keys: key('p') }))).toEqual(sorted(item))
        }),
        { numRuns: 30 },
      )
    })

    it('finds nothing where there is no item, and what was put after it was removed', async () => {
      const { source, put, remove } = await make()
      const read = async (): Promise<Image | undefined> => source.read({ streamArn, keys: key('p') })
      await put({ ...key('other'), n: { N: '1' } })
      const before = await read()
      await put({ ...key('p'), n: { N: '1' } })
      const there = await read()
      await remove(key('p'))
      const gone = await read()
      await put({ ...key('p'), n: { N: '2' } })

      expect([before, there, gone, await read()]).toEqual([
        undefined,
        { ...key('p'), n: { N: '1' } },
        undefined,
        { ...key('p'), n: { N: '2' } },
      ])
    })

    it('tells keys apart whatever characters they hold', async () => {
      const { source, put } = await make()
      const keys = [
        key('a|b', 'c'),
        key('a', 'b|c'),
        key('a%7Cb', 'c'),
        key('ä', '\u{1F600}'),
        key('!1', '!!'),
      ]
      for (const [index, each] of keys.entries()) await put({ ...each, n: { N: String(index) } })

      const found = await Promise.all(keys.map(async each => source.read({ streamArn, keys: each })))

      expect(found.map(each => each?.['n'])).toEqual(keys.map((_, index) => ({ N: String(index) })))
    })
  })
}
