import type { RecordAccount } from './account.ts'
import { functionItself } from './function-itself.ts'

/**
 * What a function gave up has failed for every processor that had not finished it. Where that is true of none of
 * these records, nobody can tell which of them it was, and all have failed: a replay says so when anything is left.
 */
export const settleGivenUp = (
  account: RecordAccount,
  functionName: string,
  records: readonly { readonly name: string; readonly wanted: readonly string[] }[],
): void => {
  for (const { name, wanted } of records) {
    for (const processor of wanted) account.settled(name, `${functionName}/${processor}`, 'failed')
  }
  const hasFailed = (name: string): boolean =>
    [...account.standing(name)].some(
      ([place, ending]) => ending === 'failed' && place.startsWith(`${functionName}/`),
    )
  if (records.some(({ name }) => hasFailed(name))) return
  for (const { name } of records) account.settled(name, functionItself(functionName), 'failed')
}
