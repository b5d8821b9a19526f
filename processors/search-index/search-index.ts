import { canonicalJson } from '../../core/attributes/canonical-json.ts'
import type { AnyChange, Upsert } from '../../core/change/change.ts'
import { removalOf } from '../../core/change/removal-of.ts'
import { documentId } from '../../core/document-id.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { orError } from '../../core/errors/thrown.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Group, GroupResult, HandleBatch, Processor } from '../../core/processor/processor.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { expectedDocuments } from './expected-documents.ts'
import type { SearchOperation, SearchResult, SearchStore } from './search-store.ts'

/** What {@link searchIndex} takes. */
export interface SearchIndexOptions<C extends AnyChange> {
  /** @defaultValue 'search-index' */
  readonly name?: string
  readonly filter: Filter<C>
  readonly store: SearchStore
  readonly index: string
  /** Id of the document; one of over 512 bytes is kept as `sha256-<hex>`. @defaultValue the item's canonical key */
  readonly id?: (change: NoInfer<C>) => string
  /** The document, for INSERT and MODIFY; `undefined` when the item is to have none. At once: no promise of one. */
  readonly document: (change: NoInfer<Upsert<C>>) => (object & { readonly then?: never }) | undefined
  /** @defaultValue sequenceVersion() */
  readonly version?: VersionStrategy
}

/**
 * Ids that an image of the item may have led to. A MODIFY shows two images, and where the id is derived from the
 * image the old one may have had another: so it is asked as the REMOVE that it is to the old id.
 */
const idsOf = (change: AnyChange, id: (change: AnyChange) => string): readonly string[] =>
  change.kind === 'MODIFY' ? [id(removalOf(change)), id(change)] : [id(change)]

/**
 * Keeps a search index equal to the items that the filter selects. One bulk request per batch, one operation per
 * document; every write and delete carries a version that is a function of the record, so a late or repeated one
 * never overwrites something newer.
 *
 * @example
 * ```ts
 * searchIndex({
 *   filter: when(Product), store: searchStore(env.SEARCH_URL), index: 'products',
 *   document: change => ({ title: change.after.title }),
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`
 */
export const searchIndex = <C extends AnyChange>(options: SearchIndexOptions<C>): Processor => {
  checkOptions('searchIndex', options, ['name', 'filter', 'store', 'index', 'id', 'document', 'version'])
  const { name = 'search-index', filter, store, index, version = sequenceVersion() } = options
  // What the filter selects is what these functions take; the processor only passes changes on.
  const idOf = (options.id ?? (change => change.key)) as (change: AnyChange) => string
  const id = (change: AnyChange): string => documentId(idOf(change))
  const document = options.document as (change: AnyChange) => object | undefined

  const operationsOf = ({ key, changes, last }: Group): readonly SearchOperation[] => {
    const versionText = version.versionOf(last)
    const content = last.kind === 'REMOVE' ? undefined : document(last)
    const current = content === undefined ? undefined : id(last)
    // All changes of a group are of one item, so only ids of the user's own making can differ.
    const ids =
      options.id === undefined ? [documentId(key)] : new Set(changes.flatMap(change => idsOf(change, id)))
    const operations: SearchOperation[] = []
    for (const each of ids) {
      if (each !== current) operations.push({ op: 'delete', index, id: each, version: versionText })
    }
    if (current !== undefined) {
      operations.push({
        op: 'index',
        index,
        id: current,
        version: versionText,
        document: canonicalJson(content),
      })
    }
    return operations
  }

  const write: HandleBatch<AnyChange> = async (groups, { signal }) => {
    const planned = groups.map(group => orError(() => operationsOf(group)))
    const operations = lastPerId(planned.flatMap(each => (each instanceof Error ? [] : each)))
    const results = operations.length === 0 ? [] : await store.write(operations, signal)
    if (results.length !== operations.length) throw unanswered(name, operations.length, results.length)
    const byId = new Map(operations.map((operation, position) => [operation.id, results[position]]))
    return planned.map(each =>
      each instanceof Error ? each : worstOf(each.map(operation => byId.get(operation.id))),
    )
  }

  return batchProcessor({
    name,
    filter,
    sink: 'state',
    coalesce: 'last-image',
    handle: write,
    check: {
      kind: 'state',
      expected: expectedDocuments(filter.expr, id, document),
      actual: () => store.documents(index),
    },
  })
}

/** A write that nobody answered for is not to pass for done. */
const unanswered = (name: string, asked: number, answered: number): Error =>
  raise('sink.unavailable', {
    sink: `The store of ${name}`,
    reason: `it answered for ${answered} of ${asked} operations`,
  })

/** Two items may meet in one document; in a bulk request only one operation per id is well defined, the last. */
const lastPerId = (operations: readonly SearchOperation[]): readonly SearchOperation[] => [
  ...new Map(operations.map(operation => [operation.id, operation])).values(),
]

const worstOf = (results: readonly (SearchResult | undefined)[]): GroupResult => {
  const error = results.find(result => result instanceof Error)
  if (error instanceof Error) return error
  return results.length > 0 && results.every(result => result === 'unchanged') ? 'unchanged' : 'applied'
}
