import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSourceUnderTest } from '../../testing/contracts/item-source.ts'
import { streamArn } from '../support/records.ts'

/** The SDK loses attributes of this name. */
const isPlainName = (name: string): boolean => name !== '__proto__'

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

const keys: Image = { PK: { S: 'p' }, SK: { S: 's' } }
const sorted = (image: Image | undefined): unknown =>
  image && JSON.parse(JSON.stringify(image, (_, part: unknown) => orderedSet(part)))

const orderedSet = (part: unknown): unknown =>
  typeof part === 'object' && part !== null && 'SS' in part && Array.isArray(part.SS)
    ? { SS: part.SS.toSorted() }
    : part

/** What holds of every source of items whatever the items are: beside its contract, whose cases are single ones. */
export const itemSourceLaws = (
  name: string,
  make: () => ItemSourceUnderTest | Promise<ItemSourceUnderTest>,
): void => {
  it(`${name} as a source of items reads each item whole, in the shape in which Lambda delivers images`, async () => {
    const { source, put } = await make()
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text.filter(isPlainName), value), async attributes => {
        const item = { ...attributes, ...keys }
        await put(item)

        expect(sorted(await source.read({ streamArn, keys }))).toEqual(sorted(item))
      }),
      { numRuns: 30 },
    )
  })
}
