import type { AnyChange } from '../../core/change/change.ts'
import type { DiffEntry } from '../../core/diff/image-diff.ts'
import { diffImages } from '../../core/diff/image-diff.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import { orError } from '../../core/errors/thrown.ts'
import { decideEvent } from '../../core/filter/decide.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { AttributeValue, Image } from '../../core/record/attribute-value.ts'
import { changeId } from '../../core/record/change-id.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { AuditEntry, AuditLine, AuditResult, AuditSink } from './audit-sink.ts'
import { auditLine } from './audit-sink.ts'
import type { DigestKey, Redacted } from './redact.ts'
import { redactor } from './redact.ts'

/** What {@link auditLog} takes. */
export interface AuditLogOptions<C extends AnyChange> {
  /** @defaultValue 'audit-log' */
  readonly name?: string
  readonly filter: Filter<C>
  readonly sink: AuditSink
  /** Text attribute of the item that names who wrote it. */
  readonly actor?: string
  /**
   * Paths of values that are not to be kept, key attributes and `actor` included; that they changed is. `address.city`
   * goes into maps, and through lists by itself: `lines.card` is `card` of every entry. What a path leads into that is
   * neither map nor list is taken out whole. A table has no schema, so nobody knows that a name is misspelt: look at
   * the first entries. A value that stands in another attribute too, as an address in a key, has to be named there too.
   */
  readonly redact?: readonly string[]
  /**
   * Makes keyed digests (HMAC-SHA-256) of what is redacted, which show whether two values were the same. Without it
   * every value becomes `redacted`. Under another secret the same value has another digest.
   */
  readonly digest?: DigestKey
}

const textAt = (image: Image | undefined, attribute: string | undefined): string | undefined => {
  const value = attribute === undefined ? undefined : image?.[attribute]
  return value !== undefined && 'S' in value ? value.S : undefined
}

/**
 * Writes one entry for each change: who, what, when, and the difference between the images. Repeating a change
 * repeats its entry's id, so an audit holds every change exactly once.
 *
 * @example
 * ```ts
 * auditLog({ filter: anyOf(when(Product), when(Order)), sink: auditSink(env.AUDIT_URL), redact: ['email'] })
 * ```
 * @throws PipelineError `registry.option-unknown`, `registry.option-invalid`
 */
export const auditLog = <C extends AnyChange>(options: AuditLogOptions<C>): Processor => {
  checkOptions('auditLog', options, ['name', 'filter', 'sink', 'actor', 'redact', 'digest'])
  const { name = 'audit-log', filter, sink, actor, redact = [], digest } = options
  const without = redactor(redact, digest)

  /** Who removed an item, its old image does not know: it names who wrote it last. */
  const whoDid = ({ origin, record }: AnyChange, current: Image | undefined): AuditEntry['who'] => {
    const principal = record.userIdentity?.principalId
    const by = textAt(current, actor)
    return {
      origin,
      ...(principal !== undefined && { principal }),
      ...(by !== undefined && { actor: by }),
    }
  }

  /** Where the key is redacted, what stands for it does so in the identity too, which is a digest that anybody can make. */
  const identityOf = (
    change: Pick<AnyChange, 'key' | 'streamArn' | 'sequenceNumber' | 'record'>,
  ): Identity => {
    const keys = change.record.dynamodb?.Keys ?? {}
    const found: Redacted[] = []
    const shown = without(keys, found)
    if (found.length === 0) return { id: changeId(change), key: change.key, keys }
    const key = itemKey(shown)
    // Without a secret all keys look alike, and the event's own id keeps two of one number apart.
    const place = digest === undefined ? `${key}\0${change.record.eventID ?? ''}` : key
    return {
      id: changeId({ streamArn: change.streamArn, sequenceNumber: change.sequenceNumber, key: place }),
      key,
      keys: shown,
    }
  }

  const entryOf = (change: AnyChange): AuditEntry => {
    const { record, streamArn, sequenceNumber, newImage, oldImage } = change
    const { id, key, keys } = identityOf(change)
    const [was, is]: [Redacted[], Redacted[]] = [[], []]
    const before = oldImage && without(oldImage, was)
    const after = newImage && without(newImage, is)
    const absent = absentImages(change)
    const difference = (): Pick<AuditEntry, 'diff' | 'absent'> =>
      absent.length > 0
        ? { diff: [], absent }
        : { diff: [...diffImages(before, after), ...hiddenChanges(was, is, digest)] }
    return {
      id,
      who: whoDid(change, after),
      what: { eventName: record.eventName ?? change.kind, entity: change.entity, key, keys },
      when: change.at.toISOString(),
      streamArn,
      sequenceNumber,
      ...difference(),
    }
  }

  /** A value that cannot be had fails its own item's entries, not those of the whole call. */
  const linesOrError = (changes: readonly AnyChange[]): readonly AuditLine[] | Error =>
    orError(() => changes.map(change => auditLine(entryOf(change))))

  const decide = decideEvent(filter.expr)
  return batchProcessor({
    name,
    filter,
    // An entry is known by its id, so a group may be written again as a whole.
    coalesce: 'per-key',
    handle: async (groups, { signal }) => {
      const lines = groups.map(({ changes }) => linesOrError(changes))
      const whole = lines.flatMap(each => (each instanceof Error ? [] : each))
      const results = whole.length === 0 ? [] : await sink.append(whole, signal)
      let end = 0
      return lines.map(each => {
        if (each instanceof Error) return each
        const start = end
        end += each.length
        return worstOf(results, start, end)
      })
    },
    check: {
      kind: 'events',
      expected: record => {
        const view = viewOf(record)
        return decide(view) === undefined ? [] : [identityOf(view).id]
      },
      actual: async function* () {
        for await (const { id } of sink.entries()) yield id
      },
    },
  })
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

/** Images that the record's kind has and the stream did not carry. */
const absentImages = ({ record, newImage, oldImage }: AnyChange): readonly ('old' | 'new')[] => {
  const { eventName } = record
  return [
    ...(oldImage === undefined && eventName !== 'INSERT' ? (['old'] as const) : []),
    ...(newImage === undefined && eventName !== 'REMOVE' ? (['new'] as const) : []),
  ]
}

/** How an entry is known, and what it shows of the item's key. */
interface Identity extends Pick<AuditEntry['what'], 'key' | 'keys'> {
  readonly id: string
}

const worstOf = (results: readonly AuditResult[], start: number, end: number): AuditResult => {
  let worst: AuditResult = 'unchanged'
  for (let position = start; position < end; position += 1) {
    const result = results[position] ?? 'applied'
    if (result instanceof Error) return result
    if (result === 'applied') worst = result
  }
  return worst
}
