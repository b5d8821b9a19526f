import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { compareAmounts } from '../../core/attributes/decimal-arithmetic.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { and, attribute } from '../../store/condition.ts'
import { transact } from '../../store/transact.ts'
import { transaction } from '../../store/transaction.ts'
import type { TransferItem } from '../entities.ts'
import { Transfer } from '../entities.ts'
import type { FailedAction } from '../failed-actions.ts'
import { failedActions } from '../failed-actions.ts'
import { accountKey, transactionKey } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { newItem, readAs, touched } from '../shop.ts'

/** Money from one account to another. */
export interface FundsTransfer {
  /** Makes the transfer one: under the same id it happens once, however often it is asked for. */
  readonly transferId: string
  readonly from: string
  readonly to: string
  readonly amount: Amount
}

/** How a transfer ended. */
export interface TransferResult {
  /** `repeated`: it had happened before, and was not done again. */
  readonly outcome: 'done' | 'repeated'
  readonly transfer: TransferItem
}

const check = ({ transferId, from, to, amount }: FundsTransfer): void => {
  if (from === to) {
    throw raise('shop.transfer-invalid', { transferId, problem: `goes from account ${from} to itself` })
  }
  if (compareAmounts(amount, 0) <= 0) {
    throw raise('shop.transfer-invalid', { transferId, problem: `moves ${String(amount)}` })
  }
}

const isSame = (recorded: TransferItem, { from, to, amount }: FundsTransfer): boolean =>
  recorded.from === from && recorded.to === to && compareAmounts(recorded.amount, amount) === 0

const repeated = async (transfer: FundsTransfer, item: FailedAction['item']): Promise<TransferResult> => {
  const recorded = await readAs(Transfer, item ?? {})
  if (isSame(recorded, transfer)) return { outcome: 'repeated', transfer: recorded }
  const { transferId } = transfer
  throw raise('shop.transfer-invalid', { transferId, problem: 'has the id of another transfer' })
}

const refusal = ({ from, to, amount }: FundsTransfer, { index, item }: FailedAction): Error => {
  const accountId = index === 1 ? from : to
  return item === undefined
    ? raise('shop.missing', { entity: 'Account', id: accountId })
    : raise('shop.funds-insufficient', {
        accountId,
        balance: String(item['balance']),
        amount: String(amount),
      })
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
  const { transferId, from, to, amount } = transfer
  const record = newItem(shop, transactionKey(transferId), 'TRANSFER', transfer)
  const move = transaction()
    .put(record, { condition: attribute('PK').absent(), label: 'the record of the transfer' })
    .update(accountKey(from), touched(shop).decrement('balance', amount), {
      condition: and(attribute('PK').exists(), attribute('balance').atLeast(amount)),
      label: `account ${from}`,
    })
    .update(accountKey(to), touched(shop).increment('balance', amount), {
      condition: attribute('PK').exists(),
      label: `account ${to}`,
    })
  try {
    await transact(shop, move)
  } catch (error) {
    const [first] = failedActions(error)
    if (first === undefined) throw error
    if (first.index === 0) return repeated(transfer, first.item)
    throw refusal(transfer, first)
  }
  return { outcome: 'done', transfer: await readAs(Transfer, record) }
}
