interface Northwind {
  readonly Customers: readonly { readonly Id: string }[]
  readonly Products: readonly { readonly Id: number }[]
  readonly Orders: readonly { readonly Id: number; readonly CustomerId: string }[]
  readonly OrderDetails: readonly { readonly OrderId: number; readonly ProductId: number }[]
}

/** What the items of the Northwind shop are called, read off the data itself. */
export const northwindKeys = async (): Promise<readonly string[]> => {
  const name = 'northwind-data'
  const module = (await import(name)) as { readonly default?: unknown }
  const { Customers, Products, Orders, OrderDetails } = (module.default ?? module) as Northwind
  return [
    ...Customers.map(({ Id }) => `USER#${Id}|USER#${Id}`),
    ...Products.map(({ Id }) => `PRODUCT#${Id}|PRODUCT#${Id}`),
    ...Orders.map(({ Id, CustomerId }) => `USER#${CustomerId}|ORDER#${Id}`),
    ...OrderDetails.map(({ OrderId, ProductId }) => `ORDER#${OrderId}|ITEM#${ProductId}`),
  ]
}
