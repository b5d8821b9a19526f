import type { Amount } from '../../core/attributes/decimal-arithmetic.ts'
import {
  addNumbers,
  multiplyNumbers,
  negateNumber,
  roundNumber,
} from '../../core/attributes/decimal-arithmetic.ts'
import type { AnyNumber } from '../../core/attributes/exact-number.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { shopFaults } from '../faults.ts'
import { Order, OrderItem } from '../entities.ts'
import { newItem } from '../new-item.ts'

/** One line of an order; `discount` is a share from 0 to 1. */
export interface OrderLine {
  /** What is ordered. */
  readonly productId: string
  /** Of one piece. */
  readonly price: Amount
  /** Pieces. */
  readonly quantity: number
  /** 0.1 takes a tenth off the price. */
  readonly discount: Amount
}

/** What makes an order. */
export interface NewOrder {
  /** Whose order it is. */
  readonly userId: string
  /** Sorts by the time the order was placed, as `timeOrderedId` makes it. */
  readonly orderId: string
  /** ISO 8601. */
  readonly placedAt: string
  /** Added to the total of the lines. */
  readonly freight: Amount
  /** Each of another product. */
  readonly lines: readonly OrderLine[]
}

const centPlaces = 2

/** What a line costs, rounded to cents. */
const lineTotal = ({ price, quantity, discount }: OrderLine): AnyNumber =>
  roundNumber(
    multiplyNumbers(multiplyNumbers(price, quantity), addNumbers(1, negateNumber(discount))),
    centPlaces,
  )

/** The sum of all lines in decimal, without freight. */
const totalOf = (lines: readonly OrderLine[]): AnyNumber => addNumbers(...lines.map(lineTotal))

const problemOf = (lines: readonly OrderLine[], maxLines: number): string | undefined => {
  if (lines.length > maxLines) return `has ${lines.length} lines, at most ${maxLines} are possible`
  const odd = lines.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity <= 0)
  if (odd !== undefined) return `wants ${odd.quantity} of product ${odd.productId}`
  const products = new Set(lines.map(({ productId }) => productId))
  return products.size < lines.length ? 'has two lines for one product' : undefined
}

/** @throws PipelineError `shop.order-invalid` */
export const checkLines = ({ orderId, lines }: NewOrder, maxLines: number): void => {
  const problem = problemOf(lines, maxLines)
  if (problem !== undefined) throw raise(shopFaults, 'shop.order-invalid', { orderId, problem })
}

/** The order's own item. */
export const orderItem = (now: string, { lines, ...order }: NewOrder): PlainItem => {
  const content = { ...order, status: 'PLACED', total: totalOf(lines) }
  return newItem(Order, now, content)
}

/** The item of one of its lines. */
export const orderLineItem = (now: string, orderId: string, line: OrderLine): PlainItem =>
  newItem(OrderItem, now, { orderId, ...line })
