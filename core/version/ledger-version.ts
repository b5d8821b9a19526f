import { raise } from '../errors/pipeline-error.ts'
import { versionFaults } from '../errors/version-faults.ts'
import { isSequenceNumber, padSequenceNumber } from '../record/sequence-number.ts'
import { streamNameOf } from './stream-name.ts'
import type { VersionCounters } from './version-counters.ts'
import type { VersionedRecord, VersionStrategy } from './version-strategy.ts'

/** What {@link ledgerVersion} takes. */
export interface LedgerVersionOptions {
  /** Where the counters are: `versionCounters(env.LEDGER_URL)`. */
  readonly counters: VersionCounters
}

const timeDigits = 13

/** A stream's time comes first, so that whatever a later stream of the table says is further on. */
const positionOf = ({ sequenceNumber, streamArn = '' }: VersionedRecord): string => {
  const name = streamNameOf(streamArn)
  if (name === undefined) throw raise(versionFaults, 'version.position-unknown', { streamArn })
  if (!isSequenceNumber(sequenceNumber)) {
    const problem = 'it is no decimal number of up to 40 digits'
    throw raise(versionFaults, 'version.sequence-unsupported', { sequenceNumber, problem })
  }
  return `${String(name.createdAtMs).padStart(timeDigits, '0')}#${padSequenceNumber(sequenceNumber)}`
}

/**
 * Versions by counters, one for each item of an index, kept in a table: a record takes the next number before it is
 * written, and the same one whenever it asks again. For what the numbers of a stream cannot order by themselves: several
 * tables that fill one index, numbers that are no counter and 20 digits. It costs a request and a write unit for each
 * document written, and a small item for each document, for ever.
 *
 * The whole SequenceNumber counts, and before it when the stream was made: so no two records of an item tie. What no
 * number decides is settled by what the item is now, as with every strategy.
 *
 * @example
 * ```ts
 * const version = ledgerVersion({ counters: versionCounters(env.LEDGER_URL) })
 * searchIndex({ filter: when(Product), store, index: 'products', version, document })
 * ```
 * @throws PipelineError from `versionOf`: `version.position-unknown`, `version.sequence-unsupported`
 */
export const ledgerVersion = ({ counters }: LedgerVersionOptions): VersionStrategy =>
  Object.freeze({
    name: 'ledger',
    usesStreamHour: false,

    counters,
    versionOf: positionOf,
  })
