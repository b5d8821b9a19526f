import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { redactValue } from './redact-value.ts'

/** Redacts records; says which of the attributes it was told to redact it has met. */
export interface Redaction {
  readonly redact: (record: StreamRecord) => StreamRecord
  readonly met: () => ReadonlySet<string>
}

/** A path and what is left of it at some depth. */
interface Aim {
  readonly path: string
  readonly rest: string
}

const inside = (name: string, aims: readonly Aim[]): readonly Aim[] =>
  aims
    .filter(({ rest }) => rest.startsWith(`${name}.`))
    .map(({ path, rest }) => ({ path, rest: rest.slice(name.length + 1) }))

/**
 * Redacts some attributes wherever they are: in keys and in both images, at the top or inside maps, also those in
 * lists. A path is written with dots, as `address.street`.
 *
 * @param salt new for each capture, and kept nowhere: who has it can tell values by trying them
 */
export const newRedaction = (paths: readonly string[], salt: string): Redaction => {
  const met = new Set<string>()

  const valueWithin = (value: AttributeValue, aims: readonly Aim[]): AttributeValue => {
    if (aims.length === 0) return value
    if ('M' in value) return { M: imageWithin(value.M, aims) }
    return 'L' in value ? { L: value.L.map(each => valueWithin(each, aims)) } : value
  }
  const imageWithin = (image: Image, aims: readonly Aim[]): Image =>
    Object.fromEntries(
      Object.entries(image).map(([name, value]) => {
        const whole = aims.find(({ rest }) => rest === name)
        if (whole === undefined) return [name, valueWithin(value, inside(name, aims))]
        met.add(whole.path)
        return [name, redactValue(value, salt)]
      }),
    )
  const aims = paths.map(path => ({ path, rest: path }))

  const redact = (record: StreamRecord): StreamRecord => {
    const { dynamodb } = record
    if (dynamodb === undefined || aims.length === 0) return record
    const { Keys, NewImage, OldImage } = dynamodb
    return {
      ...record,
      dynamodb: {
        ...dynamodb,
        ...(Keys && { Keys: imageWithin(Keys, aims) }),
        ...(NewImage && { NewImage: imageWithin(NewImage, aims) }),
        ...(OldImage && { OldImage: imageWithin(OldImage, aims) }),
      },
    }
  }
  return { redact, met: () => met }
}
