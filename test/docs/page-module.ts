/** What a page leaves to its reader: code that stands before its own. */
export type Surroundings = string

const fence = /^( *)```(?:ts|typescript|js|javascript)\b[^\n]*\n(.*?)^ *```$/gms

/** The code that a page shows, without the indentation of lists. */
export const codeBlocks = (page: string): readonly string[] =>
  [...page.matchAll(fence)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  )

const importLine = /^import .*?'(.*?)'\n/gms

/**
 * One module of all code of a page: imports first, the first block for all, every other in a scope of its own. Files
 * of the reader's own are left out; what they would bring is in the surroundings.
 */
export const pageModule = (page: string, surroundings: Surroundings = ''): string => {
  const imports: string[] = []
  const withoutImports = (code: string): string =>
    code.replace(importLine, (line, name: string) => {
      if (!name.startsWith('./')) imports.push(line)
      return ''
    })
  const before = withoutImports(surroundings)
  const [first = '', ...others] = codeBlocks(page).map(withoutImports)
  return [...imports, before, first, ...others.map(block => `{\n${block}\n}`)].join('\n')
}
