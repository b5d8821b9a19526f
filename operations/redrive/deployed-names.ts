import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

type Plain = Readonly<Record<string, unknown>>
type Env = Readonly<Record<string, string | undefined>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that refer to one another have no end. */
const maxDepth = 8

const at = (root: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) => (isPlain(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      root,
    )

const variable = /\$\{\s*(\w+):([\w.:-]+)\s*(?:,[^{}]*)?\}/

/** What the variables of a name stand for; `undefined` where only the cloud, or the deploy tool, could say. */
const resolved = (text: unknown, root: Plain, stage: string, env: Env, depth = 0): string | undefined => {
  if (typeof text !== 'string' || depth > maxDepth) return undefined
  const [whole, source, path = ''] = variable.exec(text) ?? []
  if (whole === undefined) return text.includes('${') ? undefined : text
  const isStage = ['sls:stage', 'opt:stage', 'self:provider.stage'].includes(`${source}:${path}`)
  const found = isStage
    ? stage
    : source === 'self'
      ? at(root, path)
      : source === 'env'
        ? env[path]
        : undefined
  const value = resolved(isPlain(found) ? found['name'] : found, root, stage, env, depth + 1)
  return value === undefined
    ? undefined
    : resolved(
        text.replace(whole, () => value),
        root,
        stage,
        env,
        depth + 1,
      )
}

/**
 * The names under which the functions of a parsed serverless.yml are deployed in a stage: their `name`, else
 * SERVICE-STAGE-FUNCTION. One that cannot be told from here is left out.
 */
export const deployedNamesIn = (
  serverless: unknown,
  stage: string,
  env: Env,
): ReadonlyMap<string, string> => {
  const root = isPlain(serverless) ? serverless : {}
  const listed = root['functions']
  const functions: readonly unknown[] = Array.isArray(listed) ? listed : [listed]
  const service = isPlain(root['service']) ? root['service']['name'] : root['service']
  const prefix = resolved(service, root, stage, env)
  const names = new Map<string, string>()
  for (const [functionName, definition] of functions.filter(isPlain).flatMap(each => Object.entries(each))) {
    const name = isPlain(definition) ? definition['name'] : undefined
    const usual = prefix === undefined ? undefined : `${prefix}-${stage}-${functionName}`
    const deployed = name === undefined ? usual : resolved(name, root, stage, env)
    if (deployed !== undefined) names.set(functionName, deployed)
  }
  return names
}

/** As {@link deployedNamesIn}, of the project in a folder, which others read with more care. */
export const deployedNames = (folder: string, env: Env): ReadonlyMap<string, string> => {
  const text = readFileSync(join(folder, 'serverless.yml'), 'utf8')
  return deployedNamesIn(parse(text, { logLevel: 'error', merge: true }), env['STAGE'] ?? 'dev', env)
}

/** The names of functions that are deployed beside one: `shop-prod-NAME` beside `shop-prod-redrive`. */
export const namesBeside = (
  deployed: string,
  own: string,
  names: readonly string[],
): ReadonlyMap<string, string> => {
  if (!deployed.endsWith(`-${own}`)) return new Map()
  return new Map(names.map(name => [name, deployed.slice(0, -own.length) + name]))
}

/** `NAME_IN_PROJECT=DEPLOYED_NAME,…`: what nobody can tell is said. */
export const namesSaid = (text = ''): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').flatMap(pair => {
      const [name = '', deployed = ''] = pair.split('=').map(part => part.trim())
      return name === '' || deployed === '' ? [] : [[name, deployed] as const]
    }),
  )
