import fc from 'fast-check'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'

const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })

/** Decimal texts as DynamoDB delivers them: up to 38 digits, plain or with a decimal point. */
export const anyNumberText: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  digits.map(String),
  fc
    .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 1, max: 99 }))
    .map(([a, b]) => `${a}.${b}`),
  fc.constantFrom('0', '9007199254740993', '0.1234567890123456789012345678901234567', '1E+40', '-1.5E-100'),
)

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'type', 'status', '__proto__', 'constructor'),
  fc.string({ maxLength: 4 }),
)
const text = fc.oneof(fc.constantFrom('', 'x', 'PRODUCT', 'ORDER'), fc.string({ maxLength: 6 }))
const base64 = fc.uint8Array({ maxLength: 6 }).map(bytes => Buffer.from(bytes).toString('base64'))

/** Any marshalled attribute, nested up to three levels. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{
  value: AttributeValue
  image: Image
}>(tie => ({
  image: fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map(entries => Object.fromEntries(entries)),
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text.map(S => ({ S })),
    anyNumberText.map(N => ({ N })),
    base64.map(B => ({ B })),
    fc.boolean().map(BOOL => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map(SS => ({ SS })),
    fc.uniqueArray(fc.integer().map(String), { minLength: 1, maxLength: 3 }).map(NS => ({ NS })),
    fc.uniqueArray(base64, { minLength: 1, maxLength: 3 }).map(BS => ({ BS })),
    fc.array(tie('value'), { maxLength: 3 }).map(L => ({ L })),
    tie('image').map(M => ({ M })),
  ),
})).value

/** Any marshalled item. */
export const image: fc.Arbitrary<Image> = fc
  .array(fc.tuple(name, attributeValue), { maxLength: 5 })
  .map(entries => Object.fromEntries(entries))
