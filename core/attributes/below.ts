/** Where an attribute stands: put together only when something asks, which mostly is an error. */
export const below = (path: string, name: string | number): string =>
  path === '' ? String(name) : `${path}.${name}`
