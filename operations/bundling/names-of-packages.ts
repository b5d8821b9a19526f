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
 * The same for clients: constructors keep their names, by which errors are told, and functions do without. A client of
 * the AWS SDK has thousands, and naming each takes a tenth of a cold start.
 */
export const clientNames = '(e,n)=>n<"["&&n>="A"?Object.defineProperty(e,"name",{value:n,configurable:!0}):e'

/** The clients of our adapters, and what they are made of: known to read no name but a constructor's. */
const clients = new Set(['@redis/client', 'bowser', 'cluster-key-slot', 'mnemonist', 'obliterator', 'tslib'])

const packageOf = (path: string): string | undefined =>
  /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]

const isOfClient = (path: string): boolean => {
  const name = packageOf(path)
  // A stand-in of ours for a module of Node's has no path, but a name with a colon.
  if (name === undefined) return /^[\w-]+:/.test(path)
  return (
    /^@(?:aws-sdk|aws-crypto|smithy)\//.test(name) || name === '@aws/lambda-invoke-store' || clients.has(name)
  )
}

/** Whether nothing in an output could miss the name of a function. */
export const isOfClients = ({ inputs }: Output): boolean => Object.keys(inputs).every(isOfClient)
