import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createAccount } from '../../model/accounts/accounts.ts'
import { transferFunds } from '../../model/accounts/transfer-funds.ts'
import { updateOrderStatus } from '../../model/orders/change-order.ts'
import { createOrderWithInventory } from '../../model/orders/create-order-with-inventory.ts'
import { createOrderWithItems } from '../../model/orders/create-order.ts'
import {
  getOrderWithItems,
  getUserOrders,
  listOrdersByStatus,
  ordersOfProduct,
} from '../../model/orders/get-orders.ts'
import { createProduct, listProductsByCategory } from '../../model/products/products.ts'
import type { Shop } from '../../model/shop.ts'
import { shopTable } from '../../model/shop.ts'
import { changeEmail } from '../../model/users/change-user.ts'
import { createUser } from '../../model/users/create-user.ts'
import { getUserByEmail, getUserById } from '../../model/users/get-user.ts'
import type { Capacity } from '../../store/calls/capacity.ts'
import { metered } from '../../store/calls/meter.ts'
import { sampleOrder, sampleProduct, sampleUser } from './shop-samples.ts'

/** Something the shop asks of its table. */
export interface AccessPattern {
  readonly name: string
  /** Where it finds or puts what it needs. */
  readonly keys: string
  /** Units by Amazon's documentation for the items of the example: table, then index. */
  readonly documented: string
  readonly run: (shop: Shop) => Promise<unknown>
}

/** One request as it was sent. */
export interface SentRequest {
  readonly operation: string
  readonly input: object
}

/** What a pattern sent and consumed. */
export interface Measured {
  readonly requests: readonly SentRequest[]
  readonly capacity: Capacity
}

const order = sampleOrder('u1', '01JGFJJZ00', ['p1', 'p2'])

/** In the order in which they are run: later ones read what earlier ones wrote. */
export const accessPatterns: readonly AccessPattern[] = [
  {
    name: 'createUser',
    keys: '`USER#id`, guard `EMAIL#email`',
    documented: '4 + 1 write',
    run: async shop => createUser(shop, sampleUser('u1')),
  },
  {
    name: 'getUserById',
    keys: '`USER#id`',
    documented: '0.5 read',
    run: async shop => getUserById(shop, 'u1'),
  },
  {
    name: 'getUserByEmail',
    keys: 'GSI1 `USER#EMAIL#email`',
    documented: '0 + 0.5 read',
    run: async shop => getUserByEmail(shop, 'u1@example.com'),
  },
  {
    name: 'changeEmail',
    keys: '`USER#id`, guards `EMAIL#old` and `EMAIL#new`',
    documented: '1 read, 6 + 2 write',
    run: async shop => changeEmail(shop, 'u1', 'ada@example.com'),
  },
  {
    name: 'createOrderWithItems',
    keys: '`USER#id` / `ORDER#id`, `ORDER#id` / `ITEM#product`',
    documented: '6 + 4 write',
    run: async shop => createOrderWithItems(shop, order),
  },
  {
    name: 'createOrderWithInventory',
    keys: 'the same, and `PRODUCT#id`',
    documented: '10 + 6 write',
    run: async shop => createOrderWithInventory(shop, { ...sampleOrder('u1', '01JGFJJZ01', ['p1', 'p2']) }),
  },
  {
    name: 'getUserOrders',
    keys: '`USER#id`, SK begins with `ORDER#`, descending',
    documented: '0.5 read',
    run: async shop => getUserOrders(shop, 'u1', { limit: 10 }),
  },
  {
    name: 'getOrderWithItems',
    keys: 'GSI1 `ORDER#id`, and `ORDER#id` / `ITEM#…`',
    documented: '0.5 + 0.5 read',
    run: async shop => getOrderWithItems(shop, order.orderId),
  },
  {
    name: 'updateOrderStatus',
    keys: '`USER#id` / `ORDER#id`; moves in GSI2',
    documented: '1 + 3 write',
    run: async shop => updateOrderStatus(shop, order, 'PAID'),
  },
  {
    name: 'listOrdersByStatus',
    keys: 'GSI2 `ORDER#STATUS#status`, SK range of `ORDER#placedAt`',
    documented: '0 + 0.5 read',
    run: async shop => listOrdersByStatus(shop, 'PAID', { from: '2026-01', to: '2026-02' }),
  },
  {
    name: 'listProductsByCategory',
    keys: 'GSI1 `PRODUCT#CATEGORY#category`',
    documented: '0 + 0.5 read',
    run: async shop => listProductsByCategory(shop, 'Beverages'),
  },
  {
    name: 'ordersOfProduct',
    keys: 'GSI1 `PRODUCT#id`, SK begins with `ORDER#`',
    documented: '0 + 0.5 read',
    run: async shop => ordersOfProduct(shop, 'p1'),
  },
  {
    name: 'transferFunds',
    keys: '`ACCOUNT#from`, `ACCOUNT#to`, record `TXN#id`',
    documented: '6 + 0 write',
    run: async shop => transferFunds(shop, { transferId: 't1', from: 'a1', to: 'a2', amount: 12.5 }),
  },
]

const recording = (client: DynamoDBClient, requests: SentRequest[]): void => {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        requests.push({ operation: commandName.replace(/Command$/, ''), input: args.input })
        return next(args)
      },
    { step: 'initialize', name: 'recordRequests', override: true },
  )
}

/** Runs every pattern against an engine with an empty table, and says what each sent and consumed. */
export const measurePatterns = async (
  client: DynamoDBClient,
  tableName: string,
): Promise<ReadonlyMap<string, Measured>> => {
  const requests: SentRequest[] = []
  recording(client, requests)
  const clock = { now: () => Date.UTC(2026, 0, 1), wait: async () => Promise.resolve() }
  const shop = shopTable({ client, tableName, clock, newId: () => 'token' })
  for (const product of ['p1', 'p2']) await createProduct(shop, sampleProduct(product, 'Beverages'))
  for (const account of ['a1', 'a2']) await createAccount(shop, { accountId: account, balance: 100 })
  const measured = new Map<string, Measured>()
  for (const [index, { name, run }] of accessPatterns.entries()) {
    requests.length = 0
    const meter = metered({ ...shop, newId: () => `token-${index}` })
    await run(meter.table)
    measured.set(name, { requests: [...requests], capacity: meter.used() })
  }
  return measured
}
