import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { attribute } from '../../store/expressions/condition.ts'
import { get } from '../../store/verbs/get.ts'
import { put } from '../../store/verbs/put.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { AccountItem } from '../entities.ts'
import { Account } from '../entities.ts'
import { explainedOne } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import { accountKey } from '../keys.ts'
import { newItem } from '../new-item.ts'
import type { Shop } from '../shop.ts'
import { nowText, readAs } from '../shop.ts'

/** What makes an account. */
export interface NewAccount {
  /** Unique among accounts. */
  readonly accountId: string
  /** What it begins with. */
  readonly balance: Amount
}

/**
 * Opens an account.
 * @throws PipelineError `shop.id-taken`
 */
export const createAccount = async (shop: Shop, account: NewAccount): Promise<void> => {
  const { accountId } = account
  const condition = attribute<Keys>('PK').absent()
  const item = newItem(Account, nowText(shop), account)
  await explainedOne(
    async () => put(shop, item, { condition }),
    () => raise(shopFaults, 'shop.id-taken', { entity: 'Account', id: accountId }),
  )
}

/** Reads an account with every write that was answered before. */
export const getAccountById = async (shop: Shop, accountId: string): Promise<AccountItem | undefined> => {
  const item = await get(shop, accountKey(accountId), { consistent: true })
  return item && (await readAs(Account, item))
}
