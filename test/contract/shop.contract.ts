import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addNumbers } from '../../core/attributes/decimal-arithmetic.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { systemClock } from '../../core/clock.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { createAccount, getAccountById } from '../../model/accounts/accounts.ts'
import { transferFunds } from '../../model/accounts/transfer-funds.ts'
import { deleteOrder, updateOrderStatus } from '../../model/orders/change-order.ts'
import { createOrderWithInventory } from '../../model/orders/create-order-with-inventory.ts'
import { createOrderWithItems } from '../../model/orders/create-order.ts'
import {
  getOrderWithItems,
  getUserOrders,
  listOrdersByStatus,
  ordersOfProduct,
} from '../../model/orders/get-orders.ts'
import {
  createProduct,
  deleteProduct,
  getProductById,
  listProductsByCategory,
  updatePrice,
} from '../../model/products/products.ts'
import { emailGuardKey } from '../../model/keys.ts'
import type { Shop } from '../../model/shop.ts'
import { shopTable } from '../../model/shop.ts'
import { timeOrderedId } from '../../model/time-ordered-id.ts'
import { changeEmail, deleteUser, updateAddress } from '../../model/users/change-user.ts'
import { createUser } from '../../model/users/create-user.ts'
import { getUserByEmail, getUserById } from '../../model/users/get-user.ts'
import { put } from '../../store/verbs/put.ts'
import { sampleOrder, sampleProduct, sampleUser } from '../support/shop-samples.ts'
import type { StoreUnderTest } from './store.contract.ts'

const codesOf = (results: readonly PromiseSettledResult<unknown>[]): readonly string[] =>
  results.flatMap(result => {
    if (result.status === 'fulfilled') return []
    const error: unknown = result.reason
    if (!isPipelineError(error)) throw error
    return [error.code]
  })

/**
 * What the shop has to do on every engine.
 * @param given - asked in each test, so that an engine can be started before
 */
export const shopContract = (given: () => StoreUnderTest): void => {
  const shop = (): Shop => shopTable({ ...given(), retry: { maxAttempts: 20 } })
  const id = (): string => randomUUID()
  /** Its clock is later whenever it is asked. */
  const movingShop = (): Shop => {
    let nowMs = Date.UTC(2026, 0, 1)
    return { ...shop(), clock: { ...systemClock, now: () => (nowMs += 1) } }
  }

  describe('a user', () => {
    it('is found by id and by e-mail address, with the times and the version of its writes', async () => {
      const user = sampleUser(id())
      await createUser(shop(), user)
      const address = { ...user.address, city: 'Ockham' }
      await updateAddress(shop(), user.userId, address)

      const found = await getUserByEmail(shop(), user.email)

      expect(found).toMatchObject({ userId: user.userId, email: user.email, version: 2 })
      expect(found?.address.city).toBe('Ockham')
      expect(Date.parse(found?.createdAt ?? '')).toBeLessThanOrEqual(Date.parse(found?.updatedAt ?? ''))
      expect(await getUserById(shop(), user.userId, { consistent: true })).toEqual(found)
      expect(await getUserById(shop(), id())).toBeUndefined()
      await expect(updateAddress(shop(), id(), address)).rejects.toMatchObject({ code: 'shop.missing' })
    })

    it('swaps its e-mail address, which frees the old one', async () => {
      const [one, two] = [sampleUser(id()), sampleUser(id())]
      const email = `${id()}@example.com`
      await createUser(shop(), one)
      await createUser(shop(), two)

      await changeEmail(shop(), one.userId, email)

      expect(await getUserByEmail(shop(), one.email)).toBeUndefined()
      expect(await getUserByEmail(shop(), email)).toMatchObject({ userId: one.userId })
      await expect(changeEmail(shop(), two.userId, email)).rejects.toMatchObject({ code: 'shop.email-taken' })
      await changeEmail(shop(), two.userId, one.email)
      await expect(deleteUser(shop(), one)).rejects.toMatchObject({ code: 'shop.changed-meanwhile' })
      await changeEmail(shop(), two.userId, two.email)
      await expect(deleteUser(shop(), one)).rejects.toMatchObject({ code: 'shop.changed-meanwhile' })
      await deleteUser(shop(), { ...one, email })
      await expect(createUser(shop(), { ...two, email })).rejects.toMatchObject({ code: 'shop.id-taken' })
      await createUser(shop(), { ...one, email })
    })

    it("frees no address that somebody else's guard keeps", async () => {
      const one = sampleUser(id())
      await createUser(shop(), one)
      await put(shop(), { ...emailGuardKey(one.email), type: 'EMAIL', userId: 'somebody else' })

      const swapped = changeEmail(shop(), one.userId, `${id()}@example.com`)
      await expect(swapped).rejects.toMatchObject({ code: 'shop.changed-meanwhile' })
      await expect(deleteUser(shop(), one)).rejects.toMatchObject({ code: 'shop.changed-meanwhile' })

      expect(await getUserByEmail(shop(), one.email)).toMatchObject({ userId: one.userId })
    })

    it('is one of two hundred who want the same address at once', { timeout: 60_000 }, async () => {
      const email = `${id()}@example.com`
      const users = Array.from({ length: 200 }, () => sampleUser(id(), email))

      const results = await Promise.allSettled(users.map(async user => createUser(shop(), user)))

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(new Set(codesOf(results))).toEqual(new Set(['shop.email-taken']))
      const winner = users[results.findIndex(({ status }) => status === 'fulfilled')]
      expect(await getUserByEmail(shop(), email)).toMatchObject({ userId: winner?.userId })
    })
  })

  describe('an order', () => {
    it('is read with its lines, and adds up in decimal', async () => {
      const [orderId, product] = [id(), id()]
      const order = sampleOrder(id(), orderId, [product, id()])
      await createOrderWithItems(shop(), order)

      const found = await getOrderWithItems(shop(), orderId)

      expect(found?.order).toMatchObject({ orderId, status: 'PLACED', total: 35.16, version: 1 })
      expect(found?.lines).toHaveLength(2)
      const { entries } = await ordersOfProduct(shop(), product)
      expect(entries).toMatchObject([{ orderId, productId: product, quantity: 1 }])
      expect(await getOrderWithItems(shop(), id())).toBeUndefined()
      await expect(createOrderWithItems(shop(), order)).rejects.toMatchObject({ code: 'shop.id-taken' })
    })

    it('holds as many lines as a transaction does', async () => {
      const products = Array.from({ length: 99 }, (_, n) => `p${n}`)
      const order = sampleOrder(id(), id(), products)
      await createOrderWithItems(shop(), order)

      const found = await getOrderWithItems(shop(), order.orderId)

      expect(found?.lines).toHaveLength(99)
      const tooLong = sampleOrder(id(), id(), [...products, 'p99'])
      await expect(createOrderWithItems(shop(), tooLong)).rejects.toThrow(/has 100 lines, at most 99/)
      const twice = sampleOrder(id(), id(), ['p1', 'p1'])
      await expect(createOrderWithItems(shop(), twice)).rejects.toThrow(/two lines for one product/)
    })

    it('is listed newest first, page by page, with a cursor for this list alone', async () => {
      const userId = id()
      let nowMs = Date.UTC(2026, 0, 1)
      const clock = { now: () => nowMs, wait: async () => Promise.resolve() }
      const ids: string[] = []
      for (let n = 0; n < 5; n += 1) {
        nowMs += 1
        ids.push(timeOrderedId(clock, Math.random))
        await createOrderWithItems(shop(), sampleOrder(userId, ids[n] ?? '', []))
      }

      const first = await getUserOrders(shop(), userId, { limit: 3 })
      const rest = await getUserOrders(shop(), userId, { limit: 3, cursor: first.cursor })

      const newestFirst = [...first.entries, ...rest.entries].map(({ orderId }) => orderId)
      expect(newestFirst).toEqual(ids.toReversed())
      expect(rest.cursor).toBeUndefined()
      const other = getUserOrders(shop(), id(), { cursor: first.cursor })
      await expect(other).rejects.toMatchObject({ code: 'store.cursor-invalid' })
    })

    it('moves from status to status as allowed, and in the list of its status', async () => {
      const order = sampleOrder(id(), id(), [])
      await createOrderWithItems(shop(), order)

      const { before, after } = await updateOrderStatus(shop(), order, 'PAID')

      expect([before.status, after.status, after.version]).toEqual(['PLACED', 'PAID', 2])
      expect((await getOrderWithItems(shop(), order.orderId))?.order).toEqual(after)
      const skipping = updateOrderStatus(shop(), order, 'DELIVERED')
      await expect(skipping).rejects.toMatchObject({
        code: 'shop.status-not-allowed',
        detail: { from: 'PAID', to: 'DELIVERED' },
      })
      const unknown = updateOrderStatus(shop(), { ...order, orderId: id() }, 'PAID')
      await expect(unknown).rejects.toMatchObject({ code: 'shop.missing' })
      await deleteOrder(shop(), order)
      expect(await getOrderWithItems(shop(), order.orderId)).toBeUndefined()
    })

    it('moves only from where it may', { timeout: 60_000 }, async () => {
      const ways = {
        PLACED: [],
        PAID: ['PAID'],
        SHIPPED: ['PAID', 'SHIPPED'],
        DELIVERED: ['PAID', 'SHIPPED', 'DELIVERED'],
        CANCELLED: ['CANCELLED'],
      } as const
      const allowed: string[] = []
      for (const [from, way] of Object.entries(ways)) {
        for (const to of ['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const) {
          const order = sampleOrder(id(), id(), [])
          await createOrderWithItems(shop(), order)
          for (const status of way) await updateOrderStatus(shop(), order, status)
          const [{ status }] = await Promise.allSettled([updateOrderStatus(shop(), order, to)])
          if (status === 'fulfilled') allowed.push(`${from} ${to}`)
        }
      }

      expect(allowed).toEqual([
        'PLACED PAID',
        'PLACED CANCELLED',
        'PAID SHIPPED',
        'PAID CANCELLED',
        'SHIPPED DELIVERED',
      ])
    })

    it('is told as it was written, however the clock moves on meanwhile', async () => {
      const moving = movingShop()
      const order = sampleOrder(id(), id(), [])
      await createOrderWithItems(moving, order)

      const { after } = await updateOrderStatus(moving, order, 'PAID')

      expect((await getOrderWithItems(moving, order.orderId))?.order).toEqual(after)
    })

    it('begins with all its lines at one time, however the clock moves on meanwhile', async () => {
      const [moving, productId] = [movingShop(), id()]
      await createProduct(shop(), sampleProduct(productId, 'Tea'))
      const plain = sampleOrder(id(), id(), [id(), id()])
      const reserved = sampleOrder(id(), id(), [productId])
      await createOrderWithItems(moving, plain)
      await createOrderWithInventory(moving, reserved)

      const first = await getOrderWithItems(shop(), plain.orderId)
      const second = await getOrderWithItems(shop(), reserved.orderId)
      const product = await getProductById(shop(), productId)

      const timesOf = (found: typeof first) =>
        new Set([found?.order, ...(found?.lines ?? [])].map(each => each?.createdAt))
      expect([timesOf(first).size, timesOf(second).size]).toEqual([1, 1])
      expect(product?.updatedAt).toBe(second?.order.createdAt)
    })

    it('is listed by status and the time it was placed', async () => {
      const year = 3_000 + Math.floor(Math.random() * 6_000)
      const days = ['01', '02', '03']
      for (const day of days) {
        const placedAt = `${year}-01-${day}T00:00:00.000Z`
        await createOrderWithItems(shop(), { ...sampleOrder(id(), id(), []), placedAt })
      }

      const range = { from: `${year}-01-02`, to: `${year}-12-31` }
      const { entries } = await listOrdersByStatus(shop(), 'PLACED', range)

      const byMonth = await listOrdersByStatus(shop(), 'PLACED', {
        from: `${year}-01-02`,
        to: `${year}-01`,
      })

      expect(entries.map(({ placedAt }) => placedAt.slice(8, 10))).toEqual(['02', '03'])
      expect(byMonth.entries).toEqual(entries)
      const { cursor } = await listOrdersByStatus(shop(), 'PLACED', { ...range, limit: 1 })
      const other = listOrdersByStatus(shop(), 'PLACED', { from: `${year}-01-03`, cursor })
      await expect(other).rejects.toMatchObject({ code: 'store.cursor-invalid' })
    })

    it('is changed by one of two who saw the same version', async () => {
      const order = sampleOrder(id(), id(), [])
      await createOrderWithItems(shop(), order)

      const results = await Promise.allSettled([
        updateOrderStatus(shop(), order, 'PAID', { expectedVersion: 1 }),
        updateOrderStatus(shop(), order, 'CANCELLED', { expectedVersion: 1 }),
      ])

      expect(codesOf(results)).toEqual(['shop.changed-meanwhile'])
    })
  })

  describe('a product', () => {
    it('is listed by category', async () => {
      const category = id()
      const [one, two] = [sampleProduct('1', category), sampleProduct('2', category)]
      const products = [one, two].map(each => ({ ...each, productId: `${each.productId}${id()}` }))
      for (const product of products) await createProduct(shop(), product)
      const [{ productId } = one] = products
      await updatePrice(shop(), productId, 0.07)

      const { entries } = await listProductsByCategory(shop(), category)

      expect(entries.map(({ price }) => price)).toEqual([0.07, 18.5])
      await deleteProduct(shop(), productId)
      expect(await getProductById(shop(), productId)).toBeUndefined()
      const taken = createProduct(shop(), products[1] ?? two)
      await expect(taken).rejects.toMatchObject({ code: 'shop.id-taken' })
    })
  })

  describe('stock', () => {
    it('is taken for every line or for none, and the short lines are named', async () => {
      const [plenty, few, none] = [id(), id(), id()]
      await createProduct(shop(), sampleProduct(plenty, 'Tea', 10))
      await createProduct(shop(), sampleProduct(few, 'Tea', 1))
      const order = sampleOrder(id(), id(), [plenty, few])
      await createOrderWithInventory(shop(), order)

      const second = createOrderWithInventory(shop(), sampleOrder(id(), id(), [plenty, few, none]))

      await expect(second).rejects.toMatchObject({
        code: 'shop.stock-short',
        detail: {
          short: [
            { productId: few, wanted: 1, available: 0 },
            { productId: none, wanted: 1, available: undefined },
          ],
        },
      })
      expect(await getProductById(shop(), plenty)).toMatchObject({ quantity: 9 })
      expect((await getOrderWithItems(shop(), order.orderId))?.lines).toHaveLength(2)
      const again = createOrderWithInventory(shop(), order)
      await expect(again).rejects.toMatchObject({ code: 'shop.id-taken' })
      const long = sampleOrder(
        id(),
        id(),
        Array.from({ length: 50 }, (_, n) => `p${n}`),
      )
      await expect(createOrderWithInventory(shop(), long)).rejects.toThrow(/at most 49/)
    })

    it('of ten goes to ten of fifty orders at once', { timeout: 60_000 }, async () => {
      const productId = id()
      await createProduct(shop(), sampleProduct(productId, 'Tea', 10))
      const orders = Array.from({ length: 50 }, () => sampleOrder(id(), id(), [productId]))

      const results = await Promise.allSettled(
        orders.map(async order => createOrderWithInventory(shop(), order)),
      )

      expect(codesOf(results)).toEqual(Array.from({ length: 40 }, () => 'shop.stock-short'))
      expect(await getProductById(shop(), productId)).toMatchObject({ quantity: 0 })
      const { entries } = await ordersOfProduct(shop(), productId, { limit: 100 })
      expect(entries).toHaveLength(10)
    })
  })

  describe('a transfer', () => {
    const account = async (balance: number | ExactNumber): Promise<string> => {
      const accountId = id()
      await createAccount(shop(), { accountId, balance })
      return accountId
    }
    const balances = async (ids: readonly string[]) =>
      Promise.all(ids.map(async each => (await getAccountById(shop(), each))?.balance ?? 0))

    it('is exact, and happens once however often it is asked for', async () => {
      const large = new ExactNumber('9999999999999999999999999999999999.01')
      const accounts = [await account(large), await account(0.1)] as const
      const transfer = { transferId: id(), from: accounts[0], to: accounts[1], amount: 0.2 }

      const first = await transferFunds(shop(), transfer)
      const second = await transferFunds(shop(), transfer)

      expect([first.outcome, second.outcome]).toEqual(['done', 'repeated'])
      expect(second.transfer).toEqual(first.transfer)
      expect(await balances(accounts)).toEqual([
        new ExactNumber('9999999999999999999999999999999998.81'),
        0.3,
      ])
      const other = transferFunds(shop(), { ...transfer, amount: 5 })
      await expect(other).rejects.toThrow(/has the id of another transfer/)
    })

    it('is told the same the first time and the second, in whatever form its amount came', async () => {
      const [from, to] = [await account(10), await account(0)]
      const transfers = [5n, new ExactNumber('2.50')].map(amount => ({ transferId: id(), from, to, amount }))
      for (const transfer of transfers) {
        const first = await transferFunds(shop(), transfer)

        const second = await transferFunds(shop(), transfer)

        expect(second).toEqual({ ...first, outcome: 'repeated' })
      }
      expect(await balances([from, to])).toEqual([2.5, 7.5])
    })

    it('moves all that an account holds, and not a cent more', async () => {
      const [from, to] = [await account(new ExactNumber('0.3')), await account(0)]
      await transferFunds(shop(), { transferId: id(), from, to, amount: 0.3 })

      const more = transferFunds(shop(), { transferId: id(), from, to, amount: 0.01 })

      await expect(more).rejects.toMatchObject({ code: 'shop.funds-insufficient' })
      expect(await balances([from, to])).toEqual([0, 0.3])
    })

    it('has one time in its record and in both accounts, however the clock moves on meanwhile', async () => {
      const [from, to] = [await account(10), await account(0)]

      const { transfer } = await transferFunds(movingShop(), { transferId: id(), from, to, amount: 1 })

      const accounts = await Promise.all([from, to].map(async each => getAccountById(shop(), each)))
      expect(accounts.map(each => each?.updatedAt)).toEqual([transfer.createdAt, transfer.createdAt])
    })

    it('is refused without funds, accounts, or sense', async () => {
      const [from, to] = [await account(10), await account(0)]
      const transfer = { from, to, amount: 10.01 }
      const refused = (part: object) =>
        expect(transferFunds(shop(), { transferId: id(), ...transfer, ...part })).rejects

      await refused({}).toMatchObject({
        code: 'shop.funds-insufficient',
        detail: { accountId: from, balance: '10', amount: '10.01' },
      })
      await refused({ from: 'nobody' }).toMatchObject({ code: 'shop.missing', detail: { id: 'nobody' } })
      await refused({ to: 'nobody', amount: 1 }).toMatchObject({ detail: { id: 'nobody' } })
      await refused({ to: from }).toMatchObject({ code: 'shop.transfer-invalid' })
      await refused({ amount: -1 }).toMatchObject({ code: 'shop.transfer-invalid' })
      await refused({ amount: 0.1 + 0.2 }).toMatchObject({ code: 'store.number-inexact' })
      expect(await balances([from, to])).toEqual([10, 0])
    })

    it('keeps the sum, and no account negative, with fifty at once', { timeout: 60_000 }, async () => {
      const accounts = await Promise.all(Array.from({ length: 10 }, async () => account(20.1)))
      const pick = (n: number): string => accounts[n % 10] ?? ''

      const results = await Promise.allSettled(
        Array.from({ length: 50 }, async (_, n) =>
          transferFunds(shop(), {
            transferId: id(),
            from: pick(n * 3),
            to: pick(n * 3 + 1 + (n % 8)),
            amount: 12.35,
          }),
        ),
      )

      const after = await balances(accounts)
      expect(addNumbers(...after)).toBe(201)
      expect(after.filter(balance => Number(balance) < 0)).toEqual([])
      expect(codesOf(results).filter(code => code !== 'shop.funds-insufficient')).toEqual([])
      expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(9)
    })
  })
}
