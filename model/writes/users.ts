import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { emailGuardKey, userKey, userKeys } from '../keys.ts'
import type { Shop } from './shop.ts'
import { nowText, putNew, removal, toSdk, transact } from './shop.ts'

/** Where somebody lives. */
export interface Address {
  readonly street: string
  readonly city: string
  readonly postalCode: string | undefined
  readonly country: string
}

/** What makes a user. */
export interface NewUser {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly company: string
  readonly address: Address
}

/** Creates a user; fails as a whole when the id or the e-mail address is taken. */
export const createUser = async (shop: Shop, user: NewUser): Promise<void> =>
  transact(shop, [
    putNew(shop, emailGuardKey(user.email), 'EMAIL', { userId: user.userId }),
    putNew(shop, userKeys(user), 'USER', user),
  ])

/** Moves a user who is there. */
export const updateAddress = async (shop: Shop, userId: string, address: Address): Promise<void> => {
  await shop.client.send(
    new UpdateItemCommand({
      TableName: shop.tableName,
      Key: toSdk(userKey(userId)),
      UpdateExpression: 'SET address = :address, updatedAt = :now',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: toSdk({ ':address': address, ':now': nowText(shop) }),
    }),
  )
}

/** Removes a user and frees the e-mail address. The pipeline's clean-up takes the orders along. */
export const deleteUser = async (
  shop: Shop,
  user: { readonly userId: string; readonly email: string },
): Promise<void> =>
  transact(shop, [removal(shop, userKey(user.userId)), removal(shop, emailGuardKey(user.email))])
