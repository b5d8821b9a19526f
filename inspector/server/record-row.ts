import type { Image } from '../../core/attributes/attribute-value.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { RecordRow } from '../wire/wire-event.ts'

const longestKey = 300
const longestName = 80
const mostNames = 20

/** Text shortText to what a row can show; says how much is missing. */
export const shortText = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length).toWellFormed()}… (${text.length} characters)`

const changedIn = (before: Image = {}, after: Image = {}): readonly string[] => {
  const names: string[] = []
  for (const [name, old] of Object.entries(before)) {
    const now = Object.hasOwn(after, name) ? after[name] : undefined
    if (now === undefined || !sameAttribute(old, now)) names.push(name)
  }
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) names.push(name)
  return names
}

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL` */
const tableIn = (streamArn: string): string => {
  const from = streamArn.indexOf(':table/') + ':table/'.length
  const to = streamArn.indexOf('/', from)
  return from < ':table/'.length || to === -1 ? streamArn : streamArn.slice(from, to)
}

/** Whatever arrives is shown, also what no processor could read. */
const readable = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    return otherwise
  }
}

/** A record as a row, and what names its item. */
export const recordRow = (
  record: StreamRecord,
  id: number,
  bytes: number,
): { readonly row: RecordRow; readonly item: string } => {
  const { eventName, eventSourceARN = '', dynamodb = {} } = record
  const { Keys = {}, OldImage, NewImage, SequenceNumber = '', ApproximateCreationDateTime } = dynamodb
  const key = readable(() => itemKey(Keys), '')
  const changed = readable(() => changedIn(OldImage, NewImage), [])
  const table = tableIn(eventSourceARN)
  return {
    item: `${table} ${key}`,
    row: {
      id,
      kind: eventName ?? '?',
      key: shortText(key, longestKey),
      changed: changed.slice(0, mostNames).map(name => shortText(name, longestName)),
      changedCount: changed.length,
      sequenceNumber: SequenceNumber,
      table,
      createdMs: creationTimeMs(ApproximateCreationDateTime),
      bytes,
    },
  }
}
