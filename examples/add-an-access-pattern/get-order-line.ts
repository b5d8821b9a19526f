import type { OrderLineItem } from '../../model/entities.ts'
import { OrderItem } from '../../model/entities.ts'
import { orderItemKeys } from '../../model/keys.ts'
import type { Shop } from '../../model/shop.ts'
import { readAs } from '../../model/shop.ts'
import { get } from '../../store/verbs/get.ts'

/** The line of a product in an order, with every write that was answered before. */
export const getOrderLine = async (
  shop: Shop,
  orderId: string,
  productId: string,
): Promise<OrderLineItem | undefined> => {
  const { PK, SK } = orderItemKeys({ orderId, productId })
  const item = await get(shop, { PK, SK }, { consistent: true })
  return item && (await readAs(OrderItem, item))
}
