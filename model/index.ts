// Entry `tailrace/model`: the worked example, a shop in one table, with one function per access pattern.
export type { NewAccount } from './accounts/accounts.ts'
export { createAccount, getAccountById } from './accounts/accounts.ts'
export type { FundsTransfer, TransferResult } from './accounts/transfer-funds.ts'
export { transferFunds } from './accounts/transfer-funds.ts'
export type {
  AccountItem,
  OrderLineItem,
  OrderRecord,
  ProductItem,
  TransferItem,
  UserItem,
} from './entities.ts'
export { Account, Order, OrderItem, Product, Transfer, User } from './entities.ts'
export type { ListOptions, ListPage } from './list.ts'
export type { NextStatus, OrderId, StatusChange } from './orders/change-order.ts'
export { deleteOrder, updateOrderStatus } from './orders/change-order.ts'
export { createOrderWithInventory } from './orders/create-order-with-inventory.ts'
export { createOrderWithItems } from './orders/create-order.ts'
export type { OrderWithItems, PlacedBetween } from './orders/get-orders.ts'
export { getOrderWithItems, getUserOrders, listOrdersByStatus, ordersOfProduct } from './orders/get-orders.ts'
export type { NewOrder, OrderLine } from './orders/new-order.ts'
export type { NewProduct } from './products/products.ts'
export {
  createProduct,
  deleteProduct,
  getProductById,
  listProductsByCategory,
  updatePrice,
} from './products/products.ts'
export type { Shop, ShopOptions } from './shop.ts'
export { shopTable } from './shop.ts'
export { timeOrderedId } from './time-ordered-id.ts'
export { changeEmail, deleteUser, updateAddress } from './users/change-user.ts'
export type { Address, NewUser } from './users/create-user.ts'
export { createUser } from './users/create-user.ts'
export { getUserByEmail, getUserById } from './users/get-user.ts'
export { shopFaults } from './faults.ts'
