import type { AnyChange } from '../../core/change/change.ts'
import { asError } from '../../core/errors/thrown.ts'
import { decideEvent } from '../../core/filter/decide.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { opening } from '../../core/opens.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { unanswered } from '../unanswered.ts'
import { auditEntries } from './audit-entry.ts'
import type { AuditLine, AuditResult, AuditSink } from './audit-sink.ts'
import { auditLine } from './audit-sink.ts'
import type { DigestKey } from './redact.ts'

/** What {@link auditLog} takes. */
export interface AuditLogOptions<C extends AnyChange> {
  /** @defaultValue 'audit-log' */
  readonly name?: string
  /** Which changes are kept. */
  readonly filter: Filter<C>
  /** Where entries go. */
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
  const { identityOf, entryOf } = auditEntries({ actor, redact, digest })

  /**
   * Adds an item's lines and says where they end. A value that cannot be had fails its own item's entries, not those
   * of the whole call, and leaves none of them.
   */
  const endOrError = (changes: readonly AnyChange[], into: AuditLine[]): number | Error => {
    const start = into.length
    try {
      for (const change of changes) into.push(auditLine(entryOf(change)))
      return into.length
    } catch (thrown) {
      into.length = start
      return asError(thrown)
    }
  }

  const decide = decideEvent(filter.expr)
  return batchProcessor({
    name,
    filter,
    ...opening(sink),
    // An entry is known by its id, so a group may be written again as a whole.
    coalesce: 'per-key',
    handle: async (groups, { signal }) => {
      const whole: AuditLine[] = []
      const ends = groups.map(({ changes }) => endOrError(changes, whole))
      const results = whole.length === 0 ? [] : await sink.append(whole, signal)
      if (results.length !== whole.length) throw unkept(name, whole.length, results.length)
      let start = 0
      return ends.map(end => {
        if (end instanceof Error) return end
        const worst = worstOf(results, start, end) ?? unkept(name, 1, 0)
        start = end
        return worst
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

const unkept = (name: string, asked: number, answered: number): Error =>
  unanswered(`The sink of ${name}`, 'entries', asked, answered)

const worstOf = (results: readonly AuditResult[], start: number, end: number): AuditResult | undefined => {
  let worst: AuditResult = 'unchanged'
  for (let position = start; position < end; position += 1) {
    const result = results[position]
    if (result === 'applied') worst = result
    else if (result !== 'unchanged') return result
  }
  return worst
}
