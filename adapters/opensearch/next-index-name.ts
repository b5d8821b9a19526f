const numberOf = (alias: string, name: string): bigint => BigInt(name.slice(alias.length + 1))

/** Indexes `ALIAS-NNN`, the oldest first. As texts 1000 would stand before 999, and 002 before 1. */
export const byAge = (alias: string, names: readonly string[]): readonly string[] =>
  names.toSorted((a, b) => Number(numberOf(alias, a) - numberOf(alias, b)))

/** The name after these indexes `ALIAS-NNN`. Numbers are padded so that a list by name is one by age, too. */
export const nextIndexName = (alias: string, names: readonly string[]): string => {
  const newest = byAge(alias, names).at(-1) ?? `${alias}-0`
  return `${alias}-${String(numberOf(alias, newest) + 1n).padStart(3, '0')}`
}
