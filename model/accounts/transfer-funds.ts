import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { addNumbers, compareAmounts } from '../../core/attributes/decimal-arithmetic.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { and, attribute } from '../../store/expressions/condition.ts'
import { get } from '../../store/verbs/get.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { TransferItem, AccountItem } from '../entities.ts'
import { Transfer } from '../entities.ts'
import type { FailedAction } from '../failed-actions.ts'
import { failedActions } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import { accountKey, transactionKey } from '../keys.ts'
import { newItem } from '../new-item.ts'
import type { Shop } from '../shop.ts'
import { nowText, readAs, touched } from '../shop.ts'

/** Money from one account to another. */
export interface FundsTransfer {
  /** Makes the transfer one: under the same id it happens once, however often it is asked for. */
  readonly transferId: string
  /** Id of the account that pays. */
  readonly from: string
  /** Id of the account that is paid. */
  readonly to: string
  /** Above 0. */
  readonly amount: Amount
}

/** How a transfer ended. */
export interface TransferResult {
  /** `repeated`: it had happened before, and was not done again. */
  readonly outcome: 'done' | 'repeated'
  /** As it stands in the table. */
  readonly transfer: TransferItem
}

const check = ({ transferId, from, to, amount }: FundsTransfer): void => {
  if (from === to) {
    throw raise(shopFaults, 'shop.transfer-invalid', {
      transferId,
      problem: `goes from account ${from} to itself`,
    })
  }
  if (compareAmounts(amount, 0) <= 0) {
    throw raise(shopFaults, 'shop.transfer-invalid', { transferId, problem: `moves ${String(amount)}` })
  }
}

const isSame = (recorded: TransferItem, { from, to, amount }: FundsTransfer): boolean =>
  recorded.from === from && recorded.to === to && compareAmounts(recorded.amount, amount) === 0

const repeated = async (transfer: FundsTransfer, item: PlainItem): Promise<TransferResult> => {
  const recorded = await readAs(Transfer, item)
  if (isSame(recorded, transfer)) return { outcome: 'repeated', transfer: recorded }
  const { transferId } = transfer
  throw raise(shopFaults, 'shop.transfer-invalid', { transferId, problem: 'has the id of another transfer' })
}

const refusal = ({ from, to, amount }: FundsTransfer, { index, item }: FailedAction): Error => {
  const accountId = index === 1 ? from : to
  return item === undefined
    ? raise(shopFaults, 'shop.missing', { entity: 'Account', id: accountId })
    : raise(shopFaults, 'shop.funds-insufficient', {
        accountId,
        balance: String(item['balance']),
        amount: String(amount),
      })
}

/** Why nothing was moved; or that it had been before, which a condition on an account may be the first to notice. */
const explanation = async (
  shop: Shop,
  transfer: FundsTransfer,
  failed: FailedAction,
): Promise<TransferResult> => {
  const { index, item } = failed
  // While the same transfer is being written, its record may be held when the money is gone already.
  const record =
    index === 0 ? item : await get(shop, transactionKey(transfer.transferId), { consistent: true })
  if (record === undefined) throw refusal(transfer, failed)
  return repeated(transfer, record)
}

/**
 * Moves money from one account to another, exactly, once, or not at all: both balances and a record of the transfer
 * are written in one transaction.
 *
 * @throws PipelineError `shop.funds-insufficient`, `shop.missing` for an account that is not there,
 * `shop.transfer-invalid` for one account twice, an amount that is not above zero, or an id that another transfer has
 */
export const transferFunds = async (shop: Shop, transfer: FundsTransfer): Promise<TransferResult> => {
  check(transfer)
  const { transferId, from, to } = transfer
  // In the form in which it will be read.
  const amount = addNumbers(transfer.amount)
  const now = nowText(shop)
  const record = newItem(Transfer, now, { transferId, from, to, amount })
  const move = transaction()
    .put(record, { condition: attribute<Keys>('PK').absent(), label: 'the record of the transfer' })
    .update(accountKey(from), touched<AccountItem>(now).decrement('balance', amount), {
      condition: and(attribute<Keys>('PK').exists(), attribute<AccountItem>('balance').atLeast(amount)),
      label: `account ${from}`,
    })
    .update(accountKey(to), touched<AccountItem>(now).increment('balance', amount), {
      condition: attribute<Keys>('PK').exists(),
      label: `account ${to}`,
    })
  try {
    await transact(shop, move)
  } catch (error) {
    const [first] = failedActions(error)
    if (first === undefined) throw error
    return explanation(shop, transfer, first)
  }
  return { outcome: 'done', transfer: await readAs(Transfer, record) }
}
