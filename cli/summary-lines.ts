import type { Summary } from '../operations/accounting/summary.ts'

/** An account in words. */
export const summaryLines = (summary: Summary): readonly string[] => {
  const { received, applied, unchanged, filtered, parked, failed, batches, retries } = summary
  return [
    `${received} changes: ${applied} applied, ${unchanged} unchanged, ${filtered} filtered, ${parked} parked, ${failed} failed\n`,
    `${batches} batches, ${retries} retries\n`,
  ]
}
