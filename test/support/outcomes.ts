import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { TestFunction } from './pipeline.ts'

/** Invokes once and tells how every (processor, record) ended, in the order of the event. */
export const outcomesOf = async (
  { invoke }: TestFunction,
  records: readonly StreamRecord[],
): Promise<readonly string[]> => {
  const found: string[] = []
  await invoke(records, {
    observe: report => found.push(...report.records.flatMap(each => each.outcomes.map(end => end.outcome))),
  })
  return found
}
