import type { BuiltModule } from './built-module.ts'

/** Whatever another module exports, under names that are not in this one. */
const passesOn =
  /\bexport\s*\*|__reExport\(|__exportStar\(|\bexports\s*=\s*(?:\w+\()?require\(|\.\.\.\s*require\(/

/**
 * What code tells of its exports without being run: a function's own start may connect, call and fail.
 *
 * @param given - the names that it exports, where a bundler has found them
 */
export const exportsOfCode = (
  code: string,
  given: readonly string[] | undefined,
): Pick<BuiltModule, 'exportNames' | 'mentions'> => {
  const isOpen = passesOn.test(code)
  return {
    exportNames: isOpen || given === undefined ? undefined : new Set(given),
    mentions: name => isOpen || code.includes(name),
  }
}
