import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Item = Record<string, AttributeValue>

const base64Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

const withBytes = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return base64Of(value)
  if (Array.isArray(value)) return value.map(withBytes)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withBytes(each)]))
}

/** A request as DynamoDB's JSON protocol writes it: the SDK's form, with bytes in base64. */
export const requestBody = (input: object): string => JSON.stringify(withBytes(input))

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** A value as it stands in an answer. */
interface WireValue {
  readonly B?: string
  readonly BS?: readonly string[]
  readonly L?: readonly WireValue[]
  readonly M?: WireItem
}
type WireItem = Readonly<Record<string, WireValue>>

const attribute = (value: WireValue): AttributeValue => {
  if (value.B !== undefined) return { B: bytesOf(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) }
  if (value.M !== undefined) return { M: item(value.M) }
  return value.L === undefined ? (value as AttributeValue) : { L: value.L.map(attribute) }
}

const item = (found: WireItem): Item =>
  Object.fromEntries(Object.entries(found).map(([name, value]) => [name, attribute(value)]))

const writeRequest = (request: Readonly<Record<string, Readonly<Record<string, WireItem>>>>) =>
  Object.fromEntries(
    Object.entries(request).map(([kind, of]) => [
      kind,
      Object.fromEntries(Object.entries(of).map(([name, each]) => [name, item(each)])),
    ]),
  )

type Read = (found: never) => unknown

/** What holds items, in answers and in errors; everything else is what it is on the wire. */
const readers: Readonly<Record<string, Read>> = {
  Attributes: item,
  Item: item,
  Items: (found: readonly WireItem[]) => found.map(item),
  LastEvaluatedKey: item,
  UnprocessedItems: (found: Record<string, Parameters<typeof writeRequest>[0][]>) =>
    Object.fromEntries(Object.entries(found).map(([table, of]) => [table, of.map(writeRequest)])),
  CancellationReasons: (found: readonly Record<string, unknown>[]) => found.map(answerForm),
}

/** A member of an answer as the SDK gives it: bytes where the wire has base64, nothing where it has null. */
export const answerForm = (answer: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(answer)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, Object.hasOwn(readers, name) ? readers[name]?.(value as never) : value]),
  )
