import type { Sources } from './client-sources.ts'

/** The files of the package that are made anew; the others are as they are, but for what they require at once. */
export const modulePaths = {
  entry: 'index.js',
  commands: 'lib/commands/index.js',
  metadata: 'lib/command-metadata/index.js',
  data: 'lib/command-metadata/command-metadata-data.js',
  metrics: 'lib/opentelemetry/metrics.js',
} as const

const asModule = "Object.defineProperty(exports,'__esModule',{value:true});"

/** What the cache takes of the package, as its entry says it. */
const taken = [
  'const client_1 = __importDefault(require("./lib/client"));',
  'exports.RedisClient = client_1.default;',
  'const cluster_1 = __importDefault(require("./lib/cluster"));',
  'exports.createCluster = cluster_1.default.create;',
]

const entryOf = (source: string): string | undefined =>
  taken.every(line => source.includes(`\n${line}\n`))
    ? `${asModule}exports.RedisClient=require('./lib/client').default;`
    : undefined

/** It copies the table of what each command is, which only a cluster looks at. */
const resolver = /^exports\.defaultCommandMetadata = (new [\w.]+\([\w.]+\));$/m

const metadataOf = (source: string): string | undefined =>
  resolver.test(source)
    ? source.replace(
        resolver,
        (_, value: string) =>
          `let made;Object.defineProperty(exports,'defaultCommandMetadata',{enumerable:true,get:()=>made??=${value}});`,
      )
    : undefined

const table = /^exports\.COMMAND_METADATA = (\{\n[\s\S]*\n\});$/m

/** The table, which comes with the cluster. */
const dataIn = `${asModule}let read=()=>{throw new Error('@redis/client is bundled for one server, which has no table of commands')};
exports.fill=given=>{read=given};
Object.defineProperty(exports,'COMMAND_METADATA',{enumerable:true,get:()=>read()});`

/** A text is read faster than code. */
const clusterOf = (source: string): string | undefined => {
  const [, text = ''] = table.exec(source) ?? []
  try {
    const data = JSON.stringify(JSON.stringify(JSON.parse(text)))
    return `${asModule}require('./${modulePaths.data}').fill(()=>JSON.parse(${data}));
exports.createCluster=require('./lib/cluster').default.create;`
  } catch {
    return undefined
  }
}

/** They begin with what this entry does not export. */
const noMetrics = "throw new Error('@redis/client is bundled for a cache, without its metrics')"

/** The modules of the package that are other ones for a cache, and the entry for a cluster. */
export interface ChangedModules {
  readonly entry: string
  readonly cluster: string
  /** To be treated as the rest of the client. */
  readonly metadata: string
  readonly data: string
  readonly metrics: string
}

/** Makes them; nothing where one is not written as it is known. */
export const changedModules = (all: Sources): ChangedModules | undefined => {
  const entry = entryOf(all.get(modulePaths.entry) ?? '')
  const metadata = metadataOf(all.get(modulePaths.metadata) ?? '')
  const cluster = clusterOf(all.get(modulePaths.data) ?? '')
  if (entry === undefined || metadata === undefined || cluster === undefined) return undefined
  return { entry, cluster, metadata, data: dataIn, metrics: noMetrics }
}
