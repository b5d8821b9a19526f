import { metadataField } from '../../core/metadata-field.ts'
import { rawMembers } from './raw-json.ts'

/** Mapped so that nothing in it is searched, and no field of it counts towards the limit of an index. */
export const metadataMapping = Object.freeze({
  properties: { [metadataField]: { type: 'object', enabled: false } },
} as const)

/** A stored source without its metadata, each value as the text that it is; and the metadata. */
export const splitSource = (
  source: string,
): { readonly document: string; readonly metadata: string | undefined } => {
  const members = rawMembers(source)
  const metadata = members.get(metadataField)
  if (metadata === undefined) return { document: source, metadata }
  const rest = [...members].filter(([name]) => name !== metadataField)
  return {
    document: `{${rest.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`,
    metadata,
  }
}
