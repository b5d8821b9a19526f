import type { AnyChange } from '../../core/change/change.ts'
import type { DiffEntry } from '../../core/diff/image-diff.ts'
import { diffImages } from '../../core/diff/image-diff.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import { changeId } from '../../core/record/change-id.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { AuditEntry } from './audit-sink.ts'
import type { DigestKey, Redacted } from './redact.ts'
import { redactor } from './redact.ts'

/** How an entry is known, and what it shows of the item's key. */
export interface AuditIdentity extends Pick<AuditEntry['what'], 'key' | 'keys'> {
  readonly id: string
}

/** Makes the entries of changes, without what is not to be kept. */
export interface AuditEntries {
  readonly identityOf: (
    change: Pick<AnyChange, 'key' | 'streamArn' | 'sequenceNumber' | 'record'>,
  ) => AuditIdentity
  readonly entryOf: (change: AnyChange) => AuditEntry
}

/** What {@link auditEntries} takes: see `AuditLogOptions`. */
export interface AuditEntryOptions {
  readonly actor: string | undefined
  readonly redact: readonly string[]
  readonly digest: DigestKey | undefined
}

const textAt = (image: Image | undefined, attribute: string | undefined): string | undefined => {
  const value = attribute === undefined ? undefined : image?.[attribute]
  return value !== undefined && 'S' in value ? value.S : undefined
}

/** Values that are all `redacted` look alike: that they changed is told beside the difference of the images. */
const hiddenChanges = (
  was: readonly Redacted[],
  is: readonly Redacted[],
  digest: DigestKey | undefined,
): readonly DiffEntry[] => {
  if (digest !== undefined || was.length === 0) return []
  const old = new Map(was.map(({ path, value }) => [JSON.stringify(path), value]))
  const mark: AttributeValue = { S: 'redacted' }
  return is.flatMap(({ path, value }): readonly DiffEntry[] => {
    const before = old.get(JSON.stringify(path))
    const isChanged = before !== undefined && !sameAttribute(before, value)
    return isChanged ? [{ op: 'change', path, from: mark, to: mark }] : []
  })
}

/** Images that the record's kind has and the stream did not carry; `undefined` where there are none. */
const absentImages = (
  { eventName }: AnyChange['record'],
  oldImage: Image | undefined,
  newImage: Image | undefined,
): AuditEntry['absent'] => {
  const lacksOld = oldImage === undefined && eventName !== 'INSERT'
  const lacksNew = newImage === undefined && eventName !== 'REMOVE'
  if (!lacksOld && !lacksNew) return undefined
  return lacksOld ? (lacksNew ? ['old', 'new'] : ['old']) : ['new']
}

/** The changes of a batch are mostly of one second, and to write a time takes longer than to compare two. */
const timeTexts = (): ((change: AnyChange) => string) => {
  // Equal to nothing, so that the first time is written, and one that is missing is never taken for known.
  let known: unknown = Number.NaN
  let text = ''
  return change => {
    const time: unknown = change.record.dynamodb?.ApproximateCreationDateTime
    if (time === known) return text
    text = change.at.toISOString()
    known = time
    return text
  }
}

/** The new image without what is not to be kept, and how it came to be. */
interface Told {
  readonly after: Image | undefined
  readonly diff: readonly DiffEntry[]
}

/** The entries that an audit log with these options holds. */
export const auditEntries = ({ actor, redact, digest }: AuditEntryOptions): AuditEntries => {
  const without = redactor(redact, digest)
  const timeOf = timeTexts()
  const isRedacting = redact.length > 0

  /** What is told of two images that are there as far as the change has them. */
  const diffOf = (before: Image | undefined, after: Image | undefined): Told => {
    if (!isRedacting) return { after, diff: diffImages(before, after) }
    const [was, is]: [Redacted[], Redacted[]] = [[], []]
    const [old, current] = [before && without(before, was), after && without(after, is)]
    return { after: current, diff: [...diffImages(old, current), ...hiddenChanges(was, is, digest)] }
  }

  /** Who removed an item, its old image does not know: it names who wrote it last. */
  const whoDid = ({ origin, record }: AnyChange, current: Image | undefined): AuditEntry['who'] => {
    const principal = record.userIdentity?.principalId
    const by = textAt(current, actor)
    if (by === undefined) return principal === undefined ? { origin } : { origin, principal }
    return principal === undefined ? { origin, actor: by } : { origin, principal, actor: by }
  }

  /** Where the key is redacted, what stands for it does so in the identity too, which is a digest that anybody can make. */
  const identityOf: AuditEntries['identityOf'] = change => {
    const keys = change.record.dynamodb?.Keys ?? {}
    if (!isRedacting) return { id: changeId(change), key: change.key, keys }
    const found: Redacted[] = []
    const shown = without(keys, found)
    if (found.length === 0) return { id: changeId(change), key: change.key, keys }
    const key = itemKey(shown)
    // Without a secret all keys look alike, and the event's own id keeps two of one number apart.
    const place = digest === undefined ? `${key}\0${change.record.eventID ?? ''}` : key
    return {
      id: changeId({
        streamArn: change.streamArn,
        sequenceNumber: change.sequenceNumber,
        record: change.record,
        key: place,
      }),
      key,
      keys: shown,
    }
  }

  const entryOf = (change: AnyChange): AuditEntry => {
    const { record, streamArn, sequenceNumber, newImage, oldImage } = change
    const { id, key, keys } = identityOf(change)
    const absent = absentImages(record, oldImage, newImage)
    const told = diffOf(oldImage, newImage)
    const entry = {
      id,
      who: whoDid(change, told.after),
      what: { eventName: record.eventName ?? change.kind, entity: change.entity, key, keys },
      when: timeOf(change),
      streamArn,
      sequenceNumber,
      diff: told.diff,
    }
    return absent === undefined ? entry : { ...entry, diff: [], absent }
  }

  return { identityOf, entryOf }
}
