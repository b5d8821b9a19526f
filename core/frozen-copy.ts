/** A copy of plain data, which whoever gave it can no longer change. */
export const frozenCopy = <T>(data: T): T => {
  if (typeof data !== 'object' || data === null) return data
  const copy: unknown = Array.isArray(data)
    ? data.map(frozenCopy)
    : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, frozenCopy(value as unknown)]))
  return Object.freeze(copy) as T
}
