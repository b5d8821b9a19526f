import type { Summary } from '../operations/accounting/summary.ts'
import { counted } from './counted.ts'

/** An account in words. */
export const summaryLines = (summary: Summary): readonly string[] => {
  const { received, applied, unchanged, filtered, parked, failed, batches, retries } = summary
  return [
    `${counted(received, 'change')}: ${applied} applied, ${unchanged} unchanged, ${filtered} filtered, ${parked} parked, ${failed} failed\n`,
    `${batches} ${batches === 1 ? 'batch' : 'batches'}, ${retries} ${retries === 1 ? 'retry' : 'retries'}\n`,
  ]
}
