import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import { attribute } from '../../store/expressions/condition.ts'
import { get } from '../../store/verbs/get.ts'
import { put } from '../../store/verbs/put.ts'
import { remove } from '../../store/verbs/remove.ts'
import { update } from '../../store/verbs/update.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ProductItem } from '../entities.ts'
import { Product } from '../entities.ts'
import { explainedOne } from '../failed-actions.ts'
import { shopFaults } from '../faults.ts'
import { categoryKey, productKey } from '../keys.ts'
import type { Keys } from '../keys.ts'
import type { ListOptions, ListPage } from '../list.ts'
import { listPage } from '../list.ts'
import { newItem } from '../new-item.ts'
import type { Shop } from '../shop.ts'
import { nowText, readAs, touched } from '../shop.ts'

/** What makes a product; `quantity` is its stock. */
export interface NewProduct {
  /** Unique among products. */
  readonly productId: string
  /** What it is called. */
  readonly title: string
  /** By which it is listed. */
  readonly category: string
  /** Of one piece. */
  readonly price: Amount
  /** Pieces that are there. */
  readonly quantity: number
}

/**
 * Creates a product.
 * @throws PipelineError `shop.id-taken`
 */
export const createProduct = async (shop: Shop, product: NewProduct): Promise<void> => {
  const condition = attribute<Keys>('PK').absent()
  const item = newItem(Product, nowText(shop), product)
  await explainedOne(
    async () => put(shop, item, { condition }),
    () => raise(shopFaults, 'shop.id-taken', { entity: 'Product', id: product.productId }),
  )
}

/** Reads a product with every write that was answered before. */
export const getProductById = async (shop: Shop, productId: string): Promise<ProductItem | undefined> => {
  const item = await get(shop, productKey(productId), { consistent: true })
  return item && (await readAs(Product, item))
}

/**
 * Changes the price of a product that is there.
 * @throws PipelineError `shop.missing`
 */
export const updatePrice = async (shop: Shop, productId: string, price: Amount): Promise<void> => {
  const condition = attribute<Keys>('PK').exists()
  const changed = touched<ProductItem>(nowText(shop)).set('price', price)
  await explainedOne(
    async () => update(shop, productKey(productId), changed, { condition }),
    () => raise(shopFaults, 'shop.missing', { entity: 'Product', id: productId }),
  )
}

/** Removes a product; one that is not there is no error. */
export const deleteProduct = async (shop: Shop, productId: string): Promise<void> => {
  await remove(shop, productKey(productId))
}

/**
 * Products of a category, through GSI1.
 * @throws PipelineError `store.cursor-invalid`
 */
export const listProductsByCategory = async (
  shop: Shop,
  category: string,
  options: ListOptions = {},
): Promise<ListPage<ProductItem>> =>
  listPage(shop, Product, { index: 'GSI1', partition: categoryKey(category) }, options)
