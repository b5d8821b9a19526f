import * as v from 'valibot'
import type { NewOrder } from '../orders/new-order.ts'
import type { NewProduct } from '../products/products.ts'
import type { NewUser } from '../users/create-user.ts'

const text = v.nullish(v.string(), '')

// The package has no types, so what is read of it is checked.
const Northwind = v.object({
  Customers: v.array(
    v.object({
      Id: v.string(),
      CompanyName: text,
      ContactName: text,
      Address: text,
      City: text,
      PostalCode: v.nullish(v.string()),
      Country: text,
    }),
  ),
  Categories: v.array(v.object({ Id: v.number(), CategoryName: v.string() })),
  Products: v.array(
    v.object({
      Id: v.number(),
      ProductName: v.string(),
      CategoryId: v.number(),
      UnitPrice: v.number(),
      UnitsInStock: v.number(),
    }),
  ),
  Orders: v.array(
    v.object({ Id: v.number(), CustomerId: v.string(), OrderDate: v.string(), Freight: v.number() }),
  ),
  OrderDetails: v.array(
    v.object({
      OrderId: v.number(),
      ProductId: v.number(),
      UnitPrice: v.number(),
      Quantity: v.number(),
      Discount: v.number(),
    }),
  ),
})

/** The Northwind shop in the words of the model. */
export interface ShopData {
  readonly users: readonly NewUser[]
  readonly products: readonly NewProduct[]
  readonly orders: readonly NewOrder[]
}

/** Reads Northwind. Nothing is invented but the e-mail address, which the data does not have. */
export const shopData = async (): Promise<ShopData> => {
  const name = 'northwind-data'
  const module = (await import(name)) as { readonly default?: unknown }
  const { Customers, Categories, Products, Orders, OrderDetails } = v.parse(
    Northwind,
    module.default ?? module,
  )
  const categories = new Map(Categories.map(({ Id, CategoryName }) => [Id, CategoryName]))
  const lines = Map.groupBy(OrderDetails, ({ OrderId }) => OrderId)
  return {
    users: Customers.map(customer => ({
      userId: customer.Id,
      email: `${customer.Id}@example.com`,
      name: customer.ContactName,
      company: customer.CompanyName,
      address: {
        street: customer.Address,
        city: customer.City,
        postalCode: customer.PostalCode ?? undefined,
        country: customer.Country,
      },
    })),
    products: Products.map(product => ({
      productId: String(product.Id),
      title: product.ProductName,
      category: categories.get(product.CategoryId) ?? String(product.CategoryId),
      price: product.UnitPrice,
      quantity: product.UnitsInStock,
    })),
    orders: Orders.map(order => ({
      userId: order.CustomerId,
      orderId: String(order.Id),
      placedAt: order.OrderDate,
      freight: order.Freight,
      lines: (lines.get(order.Id) ?? []).map(line => ({
        productId: String(line.ProductId),
        price: line.UnitPrice,
        quantity: line.Quantity,
        discount: line.Discount,
      })),
    })),
  }
}
