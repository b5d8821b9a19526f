// Lets the deploy tool itself compile projects, many in one process, because starting it takes seconds. Reads a list
// of folders from stdin, writes for each what it would deploy, or why it refuses. Asks nobody: no plugin, no network.
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import type { CompiledProject } from './compiled-project.ts'

type Plain = Record<string, unknown>
type Call = (...args: readonly unknown[]) => unknown
type Async = (...args: readonly unknown[]) => Promise<unknown>

interface Tool extends Plain {
  readonly init: () => Promise<void>
  readonly service: {
    readonly provider: { readonly compiledCloudFormationTemplate: { readonly Resources: Plain } }
    readonly reloadServiceFileParam: Call
    readonly mergeArrays: Call
    readonly setFunctionNames: Call
    readonly validate: Async
  }
  readonly pluginManager: { readonly plugins: readonly Plugin[] }
}

interface Plugin {
  readonly constructor: { readonly name: string }
  readonly hooks?: Readonly<Record<string, Async>>
  readonly mergeCustomProviderResources?: Call
}

const require = createRequire(import.meta.url)
const part = (path: string): unknown => require(`serverless/lib/${path}`)
const variables = 'configuration/variables'

const readConfiguration = part('configuration/read') as (path: string) => Promise<Plain>
const resolveMeta = part(`${variables}/resolve-meta`) as (
  configuration: Plain,
) => Map<string, { error?: Error }>
const resolve = part(`${variables}/resolve`) as Async
const configurationPath = part('cli/resolve-configuration-path') as (options: object) => Promise<string>
const loadDotenv = part('cli/load-dotenv') as (stage: string) => void
const Serverless = part('serverless') as new (options: object) => Tool

const local = ['env', 'file', 'opt', 'self', 'str-to-bool']
const ofInstance = { sls: 'get-sls', param: 'param', aws: 'get-aws' }

const sourcesFor = (serverless: Tool | undefined): Plain => ({
  ...Object.fromEntries(
    local.map(name => [name === 'str-to-bool' ? 'strToBool' : name, part(`${variables}/sources/${name}`)]),
  ),
  ...Object.fromEntries(
    Object.entries(ofInstance).map(([name, file]) => [
      name,
      (part(`${variables}/sources/instance-dependent/${file}`) as Call)(serverless),
    ]),
  ),
})

const failIn = (meta: Map<string, { error?: Error }>): void => {
  for (const { error } of meta.values()) if (error !== undefined) throw error
  if (meta.size > 0) throw new Error(`unresolved: ${[...meta.keys()].join(', ').replaceAll('\0', '.')}`)
}

const hook = async ({ pluginManager: { plugins } }: Tool, plugin: string, name: string): Promise<void> => {
  const found = plugins.find(each => each.constructor.name === plugin)
  await found?.hooks?.[name]?.()
}

/** What the tool has to know before it begins. */
const resolveCore = async (folder: string, configuration: Plain, variablesMeta: unknown): Promise<void> => {
  const { param: _, ...sources } = sourcesFor(undefined)
  await resolve({
    serviceDir: folder,
    configuration,
    variablesMeta,
    sources,
    options: {},
    fulfilledSources: new Set(['file', 'self', 'strToBool', 'env']),
    propertyPathsToResolve: new Set(['provider\0name', 'provider\0stage', 'useDotenv']),
  })
}

const compile = async (folder: string): Promise<Plain> => {
  process.chdir(folder)
  const path = await configurationPath({ options: {}, cwd: folder })
  const configuration = await readConfiguration(path)
  const variablesMeta = resolveMeta(configuration)
  const options = {}
  await resolveCore(folder, configuration, variablesMeta)
  const serverless = new Serverless({
    configuration,
    serviceDir: folder,
    configurationFilename: path.slice(folder.length + 1),
    command: 'package',
    commands: ['package'],
    options,
    variablesMeta,
  })
  await serverless.init()
  if (configuration['useDotenv'] === true) loadDotenv('dev')
  const sources = sourcesFor(serverless)
  const fulfilledSources = new Set(Object.keys(sources))
  await resolve({ serviceDir: folder, configuration, variablesMeta, sources, options, fulfilledSources })
  failIn(variablesMeta)
  const { service } = serverless
  service.reloadServiceFileParam()
  service.mergeArrays()
  service.setFunctionNames({})
  await service.validate()
  await hook(serverless, 'AwsPackage', 'package:initialize')
  await hook(serverless, 'AwsCompileFunctions', 'package:compileFunctions')
  await hook(serverless, 'AwsCompileStreamEvents', 'package:compileEvents')
  serverless.pluginManager.plugins
    .find(({ constructor: { name } }) => name === 'AwsPackage')
    ?.mergeCustomProviderResources?.()
  return service.provider.compiledCloudFormationTemplate.Resources
}

for (const folder of JSON.parse(await text(process.stdin)) as readonly string[]) {
  const environment = { ...process.env }
  let compiled: CompiledProject
  try {
    compiled = { folder, resources: await compile(folder), refusal: undefined }
  } catch (error) {
    compiled = {
      folder,
      resources: undefined,
      refusal: error instanceof Error ? error.message : String(error),
    }
  }
  for (const name of Object.keys(process.env))
    if (!(name in environment)) Reflect.deleteProperty(process.env, name)
  process.stdout.write(`${JSON.stringify(compiled)}\n`)
}
