import type { ExportedNames } from './exported-names.ts'

/** Names that may be defined twice, each with its reason. */
export type AllowedNames = Readonly<Record<string, string>>

/** What is wrong, a line each: a name that two files define, and a permission that nobody needs any more. */
export const nameClashes = (names: ExportedNames, allowed: AllowedNames): readonly string[] => {
  const isTwice = (name: string): boolean => (names.get(name) ?? []).length > 1
  const clashes = [...names]
    .filter(([name]) => isTwice(name) && !Object.hasOwn(allowed, name))
    .map(([name, files]) => `${name} is defined in ${files.join(' and ')}`)
  const idle = Object.keys(allowed)
    .filter(name => !isTwice(name))
    .map(name => `${name} is allowed twice and defined once`)
  return [...clashes, ...idle].toSorted()
}
