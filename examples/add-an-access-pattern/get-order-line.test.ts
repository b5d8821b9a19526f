import { expect, it } from 'vitest'
import { createOrderWithItems } from '../../model/orders/create-order.ts'
import { shopTable } from '../../model/shop.ts'
import { describeOnTable } from '../../test/support/describe-on-table.ts'
import { sampleOrder } from '../../test/support/shop-samples.ts'
import { getOrderLine } from './get-order-line.ts'

await describeOnTable('dynoxide', running => {
  it('finds the line of a product in an order, and none of another', async () => {
    const { clients, table } = running()
    const shop = shopTable({ client: clients.table, tableName: table.tableName })
    await createOrderWithItems(shop, sampleOrder('u1', 'o1', ['p1', 'p2']))

    expect(await getOrderLine(shop, 'o1', 'p2')).toMatchObject({
      orderId: 'o1',
      productId: 'p2',
      quantity: 1,
    })
    expect(await getOrderLine(shop, 'o1', 'p3')).toBeUndefined()
    expect(await getOrderLine(shop, 'o2', 'p2')).toBeUndefined()
  })
})
