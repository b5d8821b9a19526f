import { hash } from 'node:crypto'
import type { AnyChange } from '../../core/change/change.ts'
import { diffImages } from '../../core/diff/image-diff.ts'
import { orError } from '../../core/errors/thrown.ts'
import { decideEvent } from '../../core/filter/decide.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { AttributeValue, Image } from '../../core/record/attribute-value.ts'
import { changeId } from '../../core/record/change-id.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { AuditEntry, AuditLine, AuditResult, AuditSink } from './audit-sink.ts'
import { auditLine } from './audit-sink.ts'

/** What {@link auditLog} takes. */
export interface AuditLogOptions<C extends AnyChange> {
  /** @defaultValue 'audit-log' */
  readonly name?: string
  readonly filter: Filter<C>
  readonly sink: AuditSink
  /** Text attribute of the item that names who wrote it. */
  readonly actor?: string
  /** Attributes whose values are not to be kept; that they changed is. */
  readonly redact?: readonly string[]
}

/** Stands for a value that is not kept. A digest of it still shows whether two values were the same. */
const redacted = (value: AttributeValue): AttributeValue => ({
  S: `redacted:${hash('sha256', JSON.stringify(value), 'hex').slice(0, 12)}`,
})

const without = (image: Image | undefined, redact: readonly string[]): Image | undefined => {
  if (image === undefined || redact.length === 0) return image
  return Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, redact.includes(name) ? redacted(value) : value]),
  )
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
 * @throws PipelineError `registry.option-unknown`
 */
export const auditLog = <C extends AnyChange>(options: AuditLogOptions<C>): Processor => {
  checkOptions('auditLog', options, ['name', 'filter', 'sink', 'actor', 'redact'])
  const { name = 'audit-log', filter, sink, actor, redact = [] } = options

  const whoDid = ({ origin, record, newImage, oldImage }: AnyChange): AuditEntry['who'] => {
    const principal = record.userIdentity?.principalId
    const by = textAt(newImage ?? oldImage, actor)
    if (principal === undefined && by === undefined) return { origin }
    return {
      origin,
      ...(principal !== undefined && { principal }),
      ...(by !== undefined && { actor: by }),
    }
  }

  const entryOf = (change: AnyChange): AuditEntry => {
    const { key, record, streamArn, sequenceNumber, newImage, oldImage } = change
    const keys = record.dynamodb?.Keys ?? {}
    return {
      id: changeId(change),
      who: whoDid(change),
      what: { eventName: record.eventName ?? change.kind, entity: change.entity, key, keys },
      when: change.at.toISOString(),
      streamArn,
      sequenceNumber,
      diff: diffImages(without(oldImage, redact), without(newImage, redact)),
    }
  }

  /** A value that cannot be had fails its own item's entries, not those of the whole call. */
  const linesOrError = (changes: readonly AnyChange[]): readonly AuditLine[] | Error =>
    orError(() => changes.map(change => auditLine(entryOf(change))))

  const decide = decideEvent(filter.expr)
  return batchProcessor({
    name,
    filter,
    // Without one of them the difference would be a wrong one.
    needs: ['old', 'new'],
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
        return decide(view) === undefined ? [] : [changeId(view)]
      },
      actual: async function* () {
        for await (const { id } of sink.entries()) yield id
      },
    },
  })
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
