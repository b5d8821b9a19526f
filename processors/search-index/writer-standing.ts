import { raise } from '../../core/errors/pipeline-error.ts'
import type { Context } from '../../core/processor/processor.ts'
import { isByKinesis } from '../../core/record/kinesis-source.ts'
import { streamNameOf } from '../../core/version/stream-name.ts'
import { trustedMs } from '../../core/version/trusted-mark.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { indexFaults } from './faults.ts'
import type { SearchStore, StoredMark } from './search-store.ts'
import type { Standing, WriterMark } from './writer-mark.ts'
import { markIn, standingOf } from './writer-mark.ts'

/** A stream's standing where it may go on: it writes above an hour, or is only refreshed. */
export type AdmittedStream = Extract<Standing, { readonly as: 'writer' | 'predecessor' }> & {
  /** The index that is being filled beside this one, and that gets every write too. */
  readonly filling?: string
}

/**
 * Tells where a stream stands with the index.
 *
 * @throws PipelineError `version.label-missing`, `search.owner-differs`, `search.mark-contended`, and what the store
 * throws; all of them the sink's
 */
export type Admit = (streamArn: string, context: Surroundings) => Promise<AdmittedStream>

type Surroundings = Pick<Context, 'clock' | 'signal'>

const mostTries = 10

interface Known {
  readonly stored: StoredMark | undefined
  readonly mark: WriterMark | undefined
  readonly readAtMs: number
}

/** Without hours in its versions a stream needs no place in the mark; whose index it is counts all the same. */
const fillingIn = (mark: WriterMark | undefined): { readonly filling?: string } =>
  mark?.filling === undefined ? {} : { filling: mark.filling }

const withoutHour = (standing: Standing): Standing =>
  standing.as === 'newcomer' || standing.as === 'predecessor' ? { as: 'writer', hour: 0 } : standing

/**
 * Keeps the mark beside an index as a client keeps a connection: read at the first batch, again when it is older than
 * a minute, and at every batch that has to wait.
 */
export const admission = (
  store: SearchStore,
  index: string,
  { usesStreamHour, isOfItem }: VersionStrategy,
): Admit => {
  let known: Known | undefined

  const read = async ({ clock, signal }: Surroundings): Promise<Known> => {
    const stored = await store.readMark(index, signal)
    return { stored, mark: stored && markIn(stored.text), readAtMs: clock.now() }
  }
  const current = async (context: Surroundings): Promise<Known> => {
    if (known === undefined) await store.prepare(index, context.signal)
    if (known === undefined || context.clock.now() - known.readAtMs > trustedMs) known = await read(context)
    return known
  }
  const join = async (mark: WriterMark, { stored }: Known, context: Surroundings): Promise<void> => {
    await store.writeMark(index, { text: JSON.stringify(mark), token: stored?.token }, context.signal)
    // Whether it was taken or somebody else's was, what is there now counts.
    known = await read(context)
  }

  return async (streamArn, context) => {
    const name = streamNameOf(streamArn)
    if (name === undefined) {
      const isUnordered = isOfItem !== true && isByKinesis(streamArn)
      if (usesStreamHour && !isUnordered) throw raise(indexFaults, 'version.label-missing', { streamArn })
      const { mark } = await current(context)
      // What no version orders is only brought to what it is now.
      return { as: isUnordered ? 'predecessor' : 'writer', hour: 0, ...fillingIn(mark) }
    }
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = await current(context)
      const found = standingOf(before.mark, streamArn, name)
      // The first writer of all leaves the mark, whatever its versions are made of.
      const standing = usesStreamHour || before.mark === undefined ? found : withoutHour(found)
      if (standing.as === 'foreigner') {
        known = undefined
        throw raise(indexFaults, 'search.owner-differs', { index, ...standing })
      }
      if (standing.as !== 'newcomer') return { ...standing, ...fillingIn(before.mark) }
      await join(standing.mark, before, context)
    }
    throw raise(indexFaults, 'search.mark-contended', { index })
  }
}
