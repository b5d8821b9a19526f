import type { Plain } from './plain.ts'
import { isPlain } from './plain.ts'
import { deployedProperties, functionId, listedFunctions, mappingId } from './serverless-resources.ts'
import type { ServerlessStreamEvent, StreamKinds } from './serverless-stream.ts'
import { streamEvent } from './serverless-stream.ts'
import { castNumber, literal, refused, singleValue } from './serverless-values.ts'
import type { MappingSettings } from './settings.ts'
import { defaultSettings, mappingSettings } from './settings.ts'

/** One stream of a function. */
export interface FunctionStream {
  /** Text, a CloudFormation function, or a text with variables. */
  readonly arn: unknown
  /** Of the event source mapping. */
  readonly settings: MappingSettings
  /** `DestinationConfig` as it is deployed, its references as they are written; nothing where none is. */
  readonly destinationConfig: unknown
  /** The ARN is that of a Kinesis stream. */
  readonly isByKinesis: boolean
  /** Name of the pipe that stands between stream and function, where one does. */
  readonly pipe?: string | undefined
}

/** A function on DynamoDB streams, as `serverless.yml` describes it. */
export interface StreamFunction {
  /** Its name in `serverless.yml`. */
  readonly functionName: string
  /** The name under which it is deployed. */
  readonly deployedName: string
  /** Whether its code is a container image, which says itself what it starts: there is no handler. */
  readonly isImage: boolean
  /** Path of the file without its extension, relative to `serverless.yml`; the whole handler where that is not Node's. */
  readonly file: string
  /** Name of the exported handler; `a.b` is the member `b` of what is exported as `a`. Empty where that is not Node's. */
  readonly exportName: string
  /** The function's, or the provider's, or the framework's default. */
  readonly timeoutMs: number
  /** The function's, or the provider's, or the framework's default. */
  readonly memorySizeMb: number
  /** Variables of provider and function: text, or a CloudFormation function. */
  readonly environment: Readonly<Record<string, unknown>>
  /** One at least. */
  readonly streams: readonly [FunctionStream, ...FunctionStream[]]
}

const wholeNumber = (
  functionName: string,
  setting: 'timeout' | 'memorySize',
  values: readonly unknown[],
): number => {
  const { min, max, fallback } = functionLimits[setting]
  const given = values.find(each => each !== undefined && each !== null) ?? fallback
  const found = castNumber(literal(functionName, setting, given))
  if (typeof found === 'number' && Number.isInteger(found) && found >= min && found <= max) return found
  throw refused(functionName, setting, found, `a whole number from ${min} to ${max}`)
}

/** What the Serverless Framework takes, and what it deploys where nothing is said: seconds and MB. */
const functionLimits = {
  timeout: { min: 1, max: 900, fallback: 6 },
  memorySize: { min: 128, max: 10_240, fallback: 1024 },
}

/**
 * Lambda splits a handler at the first dot behind the last slash, and takes no path out of the package.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
const handlerOf = (
  functionName: string,
  handler: unknown,
  runtime: unknown,
): readonly [file: string, exportName: string] => {
  const found = literal(functionName, 'handler', handler)
  // How other runtimes read a handler is theirs: `bootstrap`, `com.example.Orders::handle`.
  if (typeof found === 'string' && typeof runtime === 'string' && !runtime.startsWith('nodejs'))
    return [found, '']
  const split = typeof found === 'string' ? /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(found) : null
  if (split?.[1] === undefined || split[2] === undefined || String(found).includes('..')) {
    throw refused(functionName, 'handler', found, 'PATH.EXPORT, inside of the folder')
  }
  return [split[1], split[2]]
}

const isImageOf = ({ image, handler }: Plain): boolean =>
  image !== undefined && image !== null && (handler === undefined || handler === null)

const isSetting = (name: string): boolean => name === 'StartingPosition' || name in defaultSettings

const settingsOf = (functionName: string, properties: Plain): MappingSettings => {
  const given = Object.entries(properties).flatMap(([name, value]) => {
    if (!isSetting(name) || value === null) return []
    const found = literal(functionName, name, value)
    return [[name, found]]
  })
  // What is not of the right type is refused by mappingSettings, which trusts no type.
  return mappingSettings(functionName, {
    StartingPosition: 'TRIM_HORIZON',
    ...(Object.fromEntries(given) as Partial<MappingSettings>),
  })
}

const variablesOf = (functionName: string, environment: unknown): Plain => {
  if (environment === undefined || environment === null) return {}
  if (!isPlain(environment))
    throw refused(functionName, 'environment', environment, 'a mapping of names to texts')
  return environment
}

const environmentOf = (functionName: string, all: readonly unknown[]): Readonly<Record<string, unknown>> => {
  const given = all.flatMap(each => Object.entries(variablesOf(functionName, each)))
  const variables = new Map(given.map(([name, value]) => [name, singleValue(value)]))
  for (const [name, value] of variables) {
    const isFunction =
      isPlain(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '')
    if (!Array.isArray(value) && (!isPlain(value) || isFunction)) continue
    throw refused(functionName, `environment.${name}`, 'no text', 'text or a function of CloudFormation')
  }
  return Object.fromEntries(variables)
}

/** Where two events name one stream, the framework deploys the later one. */
const byMapping = (
  functionName: string,
  events: readonly ServerlessStreamEvent[],
): ReadonlyMap<string, ServerlessStreamEvent> =>
  new Map(events.map(event => [event.pipe ?? mappingId(functionName, event), event]))

const nameOf = (root: Plain, provider: Plain, functionName: string, name: unknown): string => {
  if (typeof name === 'number' || (typeof name === 'string' && name !== '')) return String(name)
  // The older form of `service` is a mapping.
  const service = isPlain(root['service']) ? root['service']['name'] : root['service']
  const { stage } = provider
  if (typeof service !== 'string') return functionName
  return `${service}-${typeof stage === 'string' ? stage : 'dev'}-${functionName}`
}

const eventsOf = (functionName: string, { events }: Plain): readonly unknown[] => {
  if (events === undefined || events === null) return []
  if (Array.isArray(events)) return events as readonly unknown[]
  throw refused(functionName, 'events', events, 'a list')
}

/** What is deployed of a function, after `resources` was merged over it. */
const deployedFunction = (
  root: Plain,
  functionName: string,
  definition: Plain,
): Omit<StreamFunction, 'functionName' | 'deployedName' | 'streams'> => {
  const provider = isPlain(root['provider']) ? root['provider'] : {}
  const limit = (setting: 'timeout' | 'memorySize'): number =>
    wholeNumber(functionName, setting, [definition[setting], provider[setting]])
  const given = {
    Handler: definition['handler'],
    Runtime: definition['runtime'] ?? provider['runtime'],
    Timeout: limit('timeout'),
    MemorySize: limit('memorySize'),
    Environment: {
      Variables: environmentOf(functionName, [provider['environment'], definition['environment']]),
    },
  }
  const deployed = deployedProperties(functionId(functionName), given, root['resources'])
  const environment = isPlain(deployed['Environment']) ? deployed['Environment']['Variables'] : undefined
  const isImage = isImageOf(definition)
  const [file, exportName] = isImage
    ? ['', '']
    : handlerOf(functionName, deployed['Handler'], deployed['Runtime'])
  return {
    isImage,
    file,
    exportName,
    timeoutMs: wholeNumber(functionName, 'timeout', [deployed['Timeout']]) * 1000,
    memorySizeMb: wholeNumber(functionName, 'memorySize', [deployed['MemorySize']]),
    environment: environmentOf(functionName, [environment]),
  }
}

const streamFunction = (
  root: Plain,
  functionName: string,
  definition: Plain,
  kinds: StreamKinds,
  pipes: readonly ServerlessStreamEvent[],
): StreamFunction | undefined => {
  const provider = isPlain(root['provider']) ? root['provider'] : {}
  const events = eventsOf(functionName, definition)
  const isChecked = !['off', 'warn'].includes(String(root['configValidationMode']))
  const found = [
    ...events.flatMap(event => streamEvent(functionName, event, isChecked, kinds) ?? []),
    ...pipes,
  ]
  const [first, ...others] = [...byMapping(functionName, found)].map(([id, event]) => {
    const { arn, properties, isByKinesis, pipe } = event
    const deployed = deployedProperties(id, properties, root['resources'])
    const { DestinationConfig: destinationConfig } = deployed
    return { arn, settings: settingsOf(functionName, deployed), destinationConfig, isByKinesis, pipe }
  })
  if (first === undefined) return undefined
  return {
    functionName,
    deployedName: nameOf(root, provider, functionName, definition['name']),
    ...deployedFunction(root, functionName, definition),
    streams: [first, ...others],
  }
}

/**
 * As {@link streamFunctions}, and those on Kinesis streams too where they are asked for.
 *
 * @throws PipelineError `engine.setting-not-literal`, `engine.setting-invalid`
 */
export const functionsOnStreams = (
  serverless: unknown,
  kinds: StreamKinds,
  pipesOf: (functionName: string) => readonly ServerlessStreamEvent[] = () => [],
): readonly StreamFunction[] => {
  const root = isPlain(serverless) ? serverless : {}
  return Object.entries(listedFunctions(root['functions'])).flatMap(([functionName, definition]) => {
    if (isPlain(definition))
      return streamFunction(root, functionName, definition, kinds, pipesOf(functionName)) ?? []
    if (definition === undefined || definition === null) return []
    throw refused(functionName, 'the function', definition, 'a mapping with handler and events')
  })
}

/**
 * The functions on DynamoDB streams of a parsed `serverless.yml`, completed as the Serverless Framework does: 6 s,
 * 1,024 MB, TRIM_HORIZON and batches of 10; and beyond that with AWS's defaults. Variables (`${…}`) are to be resolved
 * before; what `resources` says of a mapping is minded.
 *
 * @throws PipelineError `engine.setting-not-literal` for a `${…}` in a setting that the engine needs,
 * `engine.setting-invalid`
 */
export const streamFunctions = (serverless: unknown): readonly StreamFunction[] =>
  functionsOnStreams(serverless, 'of-tables')
