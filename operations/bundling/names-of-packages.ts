import type { Metafile } from 'esbuild'

type Output = Metafile['outputs'][string]

/** esbuild's helper that gives a function the name it had: the way it is written when it is minified. */
const helper = /([\w$]+)=\(([\w$]+),([\w$]+)\)=>([\w$]+)\(\2,"name",\{value:\3,configurable:!0\}\)/

/** What an output exports its helper as. */
const exportedAs = (text: string, local: string): string | undefined => {
  const [, list = ''] = /export\{([^}]*)\};?\s*$/.exec(text) ?? []
  const pairs = list.split(',').map(each => each.split(' as '))
  const found = pairs.find(([name]) => name === local)
  return found?.[1] ?? found?.[0]
}

/** An output that has the helper, and the name that it gives it to others by. */
export interface NameHelper {
  readonly path: string
  readonly exported: string
}

/** Finds the helper; nothing where esbuild writes it in another way, and all names are kept as they are. */
export const nameHelperIn = (texts: ReadonlyMap<string, string>): NameHelper | undefined => {
  for (const [path, text] of texts) {
    const [, local] = helper.exec(text) ?? []
    const exported = local === undefined ? undefined : exportedAs(text, local)
    if (exported !== undefined) return { path, exported }
  }
  return undefined
}

/**
 * The same for packages: constructors keep their names, by which errors are told, and functions do without. A client of
 * the AWS SDK has thousands, and naming each takes a tenth of a cold start.
 */
export const packageNames = '(e,n)=>n<"["&&n>="A"?Object.defineProperty(e,"name",{value:n,configurable:!0}):e'

/** Whether most of an output comes from packages. */
export const isOfPackages = ({ inputs }: Output): boolean => {
  const bytes = Object.entries(inputs).map(
    ([path, { bytesInOutput }]) => (/(?:^|\/)node_modules\//.test(path) ? 1 : -1) * bytesInOutput,
  )
  return bytes.reduce((sum, each) => sum + each, 0) > 0
}
