import { get } from '../../store/verbs/get.ts'
import { queryPage } from '../../store/verbs/query.ts'
import type { UserItem } from '../entities.ts'
import { User } from '../entities.ts'
import { userEmailKey, userKey } from '../keys.ts'
import type { Shop } from '../shop.ts'
import { readAs } from '../shop.ts'

/** Reads a user, with every write that was answered before when `consistent`. */
export const getUserById = async (
  shop: Shop,
  userId: string,
  { consistent = false }: { readonly consistent?: boolean } = {},
): Promise<UserItem | undefined> => {
  const item = await get(shop, userKey(userId), { consistent })
  return item && (await readAs(User, item))
}

/** Finds a user through GSI1, which may lag behind a write by some milliseconds. */
export const getUserByEmail = async (shop: Shop, email: string): Promise<UserItem | undefined> => {
  const { items } = await queryPage(shop, { index: 'GSI1', partition: userEmailKey(email), limit: 1 })
  const [item] = items
  return item && (await readAs(User, item))
}
