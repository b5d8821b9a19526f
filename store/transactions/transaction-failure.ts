import type { CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import type { ReadyAction } from './transaction-input.ts'
import { plainItem } from '../items/values.ts'

/** Reasons in the order in which they decide: what no retry can help comes first. */
const causes = [
  ['ValidationError', 'store.transaction-refused'],
  ['ConditionalCheckFailed', 'store.transaction-condition-failed'],
  ['ItemCollectionSizeLimitExceeded', 'store.transaction-collection-full'],
  ['TransactionConflict', 'store.transaction-conflict'],
  ['ProvisionedThroughputExceeded', 'store.transaction-throttled'],
  ['ThrottlingError', 'store.transaction-throttled'],
] as const

const worthRetrying: readonly string[] = [
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]

const failed = ({ Code = 'None' }: CancellationReason): boolean => Code !== 'None'

/** True when every action that failed may succeed later. */
export const isWorthRetrying = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.some(failed) &&
  CancellationReasons.filter(failed).every(({ Code = '' }) => worthRetrying.includes(Code))

/** A cancelled transaction as the error of the action that decided it. */
export const transactionError = (
  cause: TransactionCanceledException,
  actions: readonly ReadyAction[],
  attempts: number,
): Error => {
  const { CancellationReasons: reasons = [] } = cause
  const labelOf = (index: number): string => actions[index]?.label() ?? `action ${index}`
  const failures = reasons.flatMap((reason, index) => {
    const { Code: code = '', Item } = reason
    return failed(reason) ? [{ index, code, action: labelOf(index), item: Item && plainItem(Item) }] : []
  })
  const [code, fault] = causes.find(([name]) => failures.some(each => each.code === name)) ?? ['', undefined]
  const decisive = failures.find(each => each.code === code) ?? failures[0]
  if (decisive === undefined) return cause
  const { index, action, item } = decisive
  const { Message: reason = decisive.code } = reasons[index] ?? {}
  return raise(
    storeFaults,
    fault ?? 'store.transaction-refused',
    { action, index, reason, item, attempts, failures },
    { cause },
  )
}
