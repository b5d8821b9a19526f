/** How TypeScript writes an import in CommonJS; it writes every use as a member, `node_tls_1.default.connect`. */
const declaration = /^(?:const|var) (\w+_\d+) = ((?:__import(?:Default|Star)\()?require\("([^"]+)"\)\)?);$/gm

const countOf = (source: string, pattern: string): number =>
  [...source.matchAll(new RegExp(pattern, 'g'))].length

/** A name that is only ever read a member of can be a call. */
const isMembersOnly = (source: string, name: string): boolean =>
  countOf(source, `\\b${name}\\b`) === 1 + countOf(source, `(?<![.\\w$])${name}\\.`)

/**
 * The same module, which requires what `isLate` names when a member of it is first read. What is read at the module's
 * top is required there, as before.
 */
export const requiredWhenRead = (source: string, isLate: (specifier: string) => boolean): string => {
  const late = [...source.matchAll(declaration)].flatMap(([whole, name = '', value = '', specifier = '']) =>
    isLate(specifier) && isMembersOnly(source, name) ? [{ whole, name, value }] : [],
  )
  return late.reduce(
    (text, { whole, name, value }) =>
      text
        .replaceAll(new RegExp(`(?<![.\\w$])${name}\\.`, 'g'), `(${name}()).`)
        .replace(whole, `let ${name}_v;const ${name} = () => ${name}_v ??= ${value};`),
    source,
  )
}

/** What a module requires, by the names it gives to it. */
export const requiredIn = (source: string): ReadonlyMap<string, string> =>
  new Map([...source.matchAll(declaration)].map(([, name = '', , specifier = '']) => [name, specifier]))
