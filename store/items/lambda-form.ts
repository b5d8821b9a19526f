import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'

/** A value of the SDK as the stream will bring it: binary as base64 text, everything else the same. */
export const lambdaForm = (value: SdkValue): AttributeValue => {
  const text = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
    // A Buffer turns itself into JSON before it comes here, so what it was is asked of its holder.
    const bytes = this[key]
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : part
  })
  return JSON.parse(text) as AttributeValue
}

const bytesOf = (base64: unknown): Uint8Array => Uint8Array.from(Buffer.from(String(base64), 'base64'))

/** The counterpart. Only the type names B and BS stand over text and lists of text; attributes hold objects. */
export const sdkForm = (value: AttributeValue): SdkValue =>
  JSON.parse(JSON.stringify(value), (name, part: unknown) => {
    if (name === 'B' && typeof part === 'string') return bytesOf(part)
    return name === 'BS' && Array.isArray(part) && part.every(each => typeof each === 'string')
      ? part.map(bytesOf)
      : part
  }) as SdkValue
