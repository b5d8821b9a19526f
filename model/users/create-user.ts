import { attribute } from '../../store/expressions/condition.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { User } from '../entities.ts'
import { explained } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import { newItem } from '../new-item.ts'
import type { Shop } from '../shop.ts'
import { nowText } from '../shop.ts'
import { emailGuard } from './email-guard.ts'

/** Where somebody lives. */
export interface Address {
  /** With the number. */
  readonly street: string
  /** Without the postal code. */
  readonly city: string
  /** `undefined` where there are none. */
  readonly postalCode: string | undefined
  /** As the user writes it. */
  readonly country: string
}

/** What makes a user. */
export interface NewUser {
  /** Unique among users. */
  readonly userId: string
  /** Unique among users too, which a second item sees to. */
  readonly email: string
  /** As they want to be called. */
  readonly name: string
  /** For whom they order. */
  readonly company: string
  /** Where orders go. */
  readonly address: Address
}

/**
 * Creates a user. An item beside the user keeps the e-mail address to one: both are written in one transaction.
 * @throws PipelineError `shop.email-taken`, `shop.id-taken`
 */
export const createUser = async (shop: Shop, user: NewUser): Promise<void> => {
  const { userId, email } = user
  const now = nowText(shop)
  const condition = attribute<Keys>('PK').absent()
  const both = transaction()
    .put(emailGuard(now, user), { condition, label: 'the e-mail address' })
    .put(newItem(User, now, user), { condition, label: 'the user' })
  await explained(
    async () => transact(shop, both),
    ([first]) => {
      if (first === undefined) return undefined
      return first.index === 0
        ? raise(shopFaults, 'shop.email-taken', { email })
        : raise(shopFaults, 'shop.id-taken', { entity: 'User', id: userId })
    },
  )
}
