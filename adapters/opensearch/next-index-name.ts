/** Numbers are padded so that names sort by age. */
export const nextIndexName = (alias: string, names: readonly string[]): string => {
  const numbers = names.map(name => Number(/-(\d+)$/.exec(name)?.[1] ?? 0))
  return `${alias}-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`
}
