import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import { recordFaults } from '../../core/errors/record-faults.ts'
import { imageOf } from './lambda-record.ts'

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')

/** A marshalled value as the SDK takes it: base64 text as bytes, everything else the same. */
export const sdkAttribute = (value: AttributeValue): SdkValue => {
  if ('B' in value) return { B: bytes(value.B) }
  if ('BS' in value) return { BS: value.BS.map(bytes) }
  if ('M' in value) return { M: sdkImage(value.M) }
  if ('L' in value) return { L: value.L.map(sdkAttribute) }
  return value as SdkValue
}

/** A marshalled item or key as the SDK takes it. */
export const sdkImage = (image: Image): Record<string, SdkValue> =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, sdkAttribute(value)]))

/**
 * An item of the SDK in the shape in which Lambda delivers images.
 * @throws PipelineError `record.attribute-unknown` for an attribute `__proto__`, whose value the SDK loses
 */
export const imageOfItem = (item: Readonly<Record<string, SdkValue>>): Image => {
  for (const [path, value] of Object.entries<SdkValue | undefined>(item))
    if (value === undefined) throw raise(recordFaults, 'record.attribute-unknown', { path, found: 'nothing' })
  return imageOf(item)
}
