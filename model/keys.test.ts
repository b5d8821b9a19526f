import { expect, it } from 'vitest'
import {
  accountKey,
  emailGuardKey,
  orderItemKeys,
  orderKeys,
  productKeys,
  transactionKey,
  userKeys,
} from './keys.ts'

it.each([
  [
    'USER',
    userKeys({ userId: '7', email: 'a@example.com' }),
    'USER#7|USER#7|USER#EMAIL#a@example.com|USER#7||',
  ],
  [
    'ORDER',
    orderKeys({ userId: '7', orderId: '9', status: 'PAID', placedAt: '2026-01-01' }),
    'USER#7|ORDER#9|ORDER#9|ORDER#9|ORDER#STATUS#PAID|ORDER#2026-01-01',
  ],
  [
    'PRODUCT',
    productKeys({ productId: '3', category: 'Tea' }),
    'PRODUCT#3|PRODUCT#3|PRODUCT#CATEGORY#Tea|PRODUCT#3||',
  ],
  ['ORDER_ITEM', orderItemKeys({ orderId: '9', productId: '3' }), 'ORDER#9|ITEM#3|PRODUCT#3|ORDER#9||'],
  ['EMAIL', emailGuardKey('a@example.com'), 'EMAIL#a@example.com|EMAIL#a@example.com||||'],
  ['ACCOUNT', accountKey('1'), 'ACCOUNT#1|ACCOUNT#1||||'],
  ['TRANSACTION', transactionKey('1'), 'TXN#1|TXN#1||||'],
])('an item of type %s has the keys of its pattern', (_, keys, pattern) => {
  const { PK, SK, GSI1PK = '', GSI1SK = '', GSI2PK = '', GSI2SK = '' } = keys

  expect([PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK].join('|')).toBe(pattern)
})
