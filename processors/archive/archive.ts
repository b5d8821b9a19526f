import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { orError, reasonOf } from '../../core/errors/thrown.ts'
import { decideEvent } from '../../core/filter/decide.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { changeId } from '../../core/record/change-id.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveEntryOf } from './archive-entry.ts'
import type { ArchiveObject } from './archive-object.ts'
import { archiveObjects, bodyOf } from './archive-object.ts'
import { readArchive } from './read-archive.ts'

/** What {@link archive} takes. */
export interface ArchiveOptions<C extends AnyChange> {
  /** @defaultValue 'archive' */
  readonly name?: string
  /** Only its REMOVEs are kept; `.expired()` means those of the TTL service. */
  readonly filter: Filter<C>
  /** Where the archive lies. */
  readonly blobs: BlobStore
  /** What all keys begin with. @defaultValue 'archive/' */
  readonly prefix?: string
}

const entriesOrError = (changes: readonly AnyChange[]): readonly ArchiveEntry[] | Error =>
  orError(() => changes.filter(({ kind }) => kind === 'REMOVE').map(archiveEntryOf))

/** What is wrong with the place where objects lie is wrong for all of them, and no attempt at any. */
const failureOf = (error: unknown): Error =>
  isPipelineError(error)
    ? error
    : raise(
        sinkFaults,
        'sink.unavailable',
        { sink: 'The archive', reason: reasonOf(error) },
        { cause: error },
      )

const write = async (
  blobs: BlobStore,
  object: ArchiveObject,
  signal: AbortSignal,
): Promise<Error | undefined> => {
  try {
    await blobs.put(object.key, bodyOf(object), signal)
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}

/**
 * Keeps removed items: one object of compressed lines per batch, date and entity. An object is named by what it holds,
 * so a batch that comes again writes it again; one that comes again in other company writes another, and
 * `readArchive` gives each removal once.
 *
 * @example
 * ```ts
 * archive({ filter: when(Session).expired(), blobs: blobStore(env.ARCHIVE_URL) })
 * ```
 * @throws PipelineError `registry.option-unknown`
 */
export const archive = <C extends AnyChange>(options: ArchiveOptions<C>): Processor => {
  checkOptions('archive', options, ['name', 'filter', 'blobs', 'prefix'])
  const { name = 'archive', filter, blobs, prefix = 'archive/' } = options
  const decide = decideEvent(filter.expr)
  return batchProcessor({
    name,
    filter,
    needs: ['old'],
    // An entry is known by its id, so a group may be written again as a whole.
    coalesce: 'per-key',
    handle: async (groups, { signal }) => {
      const found = groups.map(({ changes }) => entriesOrError(changes))
      const objects = archiveObjects(
        prefix,
        found.flatMap(each => (each instanceof Error ? [] : each)),
      )
      const errors = await Promise.all(objects.map(async object => write(blobs, object, signal)))
      const failed = new Map<string, Error>()
      for (const [index, { entries }] of objects.entries()) {
        const error = errors[index]
        if (error !== undefined) for (const { id } of entries) failed.set(id, error)
      }
      return found.map(each => {
        if (each instanceof Error) return each
        const error = each.map(({ id }) => failed.get(id)).find(one => one !== undefined)
        return error ?? (each.length === 0 ? 'unchanged' : 'applied')
      })
    },
    check: {
      kind: 'events',
      expected: record => {
        const view = viewOf(record)
        return decide(view)?.kind === 'REMOVE' ? [changeId(view)] : []
      },
      actual: async function* () {
        for await (const { id } of readArchive(blobs, { prefix })) yield id
      },
    },
  })
}
