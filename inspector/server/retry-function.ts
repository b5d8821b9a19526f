import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { interpretResponse } from '../../engine/machine/interpret-response.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import type { RedriveOutcome } from '../wire/wire-state.ts'
import type { LyingObject } from './failures.ts'

type Invoke = (functionName: string, records: readonly StreamRecord[]) => Promise<InvokeResult>

const problemIn = (result: InvokeResult, records: readonly StreamRecord[]): string | undefined => {
  if (result.type !== 'returned') return result.message
  const verdict = interpretResponse(result.value, records, [])
  if (verdict.type === 'partial') return `it failed again from record ${verdict.from + 1} on`
  return verdict.type === 'failure' ? verdict.reason : undefined
}

const firstNumber = ({ views: [first] }: LyingObject): string => first?.sequenceNumber ?? '0'

const retryOne = async (
  { place, key, entry, views }: LyingObject,
  invoke: Invoke,
): Promise<string | undefined> => {
  const records = views.map(({ record }) => record)
  const problem = problemIn(await invoke(entry.functionName, records), records)
  if (problem === undefined) await place.retire(key)
  return problem
}

/**
 * Gives discarded batches to a function that exports no pipeline once more, oldest first, and sets aside those that it
 * is through with. It has no ledger: what it did of a batch before it failed is done again.
 */
export const retryFunction = async (
  objects: readonly LyingObject[],
  { dryRun, invoke }: { readonly dryRun: boolean; readonly invoke: Invoke },
): Promise<RedriveOutcome> => {
  const lines: string[] = []
  let [redriven, objectsFailed, wouldDeliver] = [0, 0, 0]
  const inOrder = objects
    .filter(({ views }) => views.length > 0)
    .toSorted((a, b) => compareSequenceNumbers(firstNumber(a), firstNumber(b)))
  for (const object of inOrder) {
    const { functionName, records } = object.entry
    const what = `${functionName}: ${records.map(({ key }) => key).join(', ')}`
    if (dryRun) {
      wouldDeliver += records.length
      lines.push(`${what}: would be given to the function once more`)
      continue
    }
    const problem = await retryOne(object, invoke)
    if (problem === undefined) redriven += 1
    else objectsFailed += 1
    lines.push(`${what}: ${problem ?? 'done, and set aside'}`)
    // What is behind it may be of the same items.
    if (problem !== undefined) break
  }
  return { lines, wouldDeliver, redriven, objectsFailed, inDoubt: 0 }
}
