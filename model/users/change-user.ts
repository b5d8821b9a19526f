import { attribute, or } from '../../store/expressions/condition.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { update } from '../../store/verbs/update.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { UserItem } from '../entities.ts'
import { explained, explainedOne } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import type { Keys } from '../keys.ts'
import { emailGuardKey, userEmailKey, userKey } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { nowText, touched } from '../shop.ts'
import type { Address } from './create-user.ts'
import { emailGuard } from './email-guard.ts'
import { getUserById } from './get-user.ts'

/**
 * Moves a user who is there.
 * @throws PipelineError `shop.missing`
 */
export const updateAddress = async (shop: Shop, userId: string, address: Address): Promise<void> => {
  const condition = attribute<Keys>('PK').exists()
  const moved = touched<UserItem>(nowText(shop)).set('address', address)
  await explainedOne(
    async () => update(shop, userKey(userId), moved, { condition }),
    () => raise(shopFaults, 'shop.missing', { entity: 'User', id: userId }),
  )
}

/**
 * Gives a user another e-mail address: the old one is free and the new one taken in one transaction.
 * @throws PipelineError `shop.missing`, `shop.email-taken`, `shop.changed-meanwhile`
 */
export const changeEmail = async (shop: Shop, userId: string, email: string): Promise<void> => {
  const user = await getUserById(shop, userId, { consistent: true })
  if (user === undefined) throw raise(shopFaults, 'shop.missing', { entity: 'User', id: userId })
  if (user.email === email) return
  const now = nowText(shop)
  const swap = transaction()
    .put(emailGuard(now, { email, userId }), {
      condition: attribute<Keys>('PK').absent(),
      label: 'the new address',
    })
    .remove(emailGuardKey(user.email), {
      condition: attribute<UserItem>('userId').is(userId),
      label: 'the old address',
    })
    .update(userKey(userId), touched<UserItem>(now).set('email', email).set('GSI1PK', userEmailKey(email)), {
      condition: attribute<UserItem>('email').is(user.email),
      label: 'the user',
    })
  await explained(
    async () => transact(shop, swap),
    ([first]) => {
      if (first === undefined) return undefined
      return first.index === 0
        ? raise(shopFaults, 'shop.email-taken', { email })
        : raise(shopFaults, 'shop.changed-meanwhile', { entity: 'User', id: userId })
    },
  )
}

/**
 * Removes a user and frees the e-mail address. The pipeline's clean-up takes the orders along.
 * @throws PipelineError `shop.changed-meanwhile` when the user has another address by now
 */
export const deleteUser = async (
  shop: Shop,
  { userId, email }: { readonly userId: string; readonly email: string },
): Promise<void> => {
  const gone = attribute<Keys>('PK').absent()
  const both = transaction()
    .remove(userKey(userId), {
      condition: or(gone, attribute<UserItem>('email').is(email)),
      label: 'the user',
    })
    .remove(emailGuardKey(email), {
      condition: or(gone, attribute<UserItem>('userId').is(userId)),
      label: 'the address',
    })
  await explained(
    async () => transact(shop, both),
    ([first]) => first && raise(shopFaults, 'shop.changed-meanwhile', { entity: 'User', id: userId }),
  )
}
