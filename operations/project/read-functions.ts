import { raise } from '../../core/errors/pipeline-error.ts'
import { engineFaults } from '../../engine/faults.ts'
import { isPlain } from '../../engine/plain.ts'
import { listedFunctions } from '../../engine/serverless-resources.ts'
import type { StreamFunction } from '../../engine/serverless-settings.ts'
import { functionsOnStreams } from '../../engine/serverless-settings.ts'
import type { ServerlessStreamEvent } from '../../engine/serverless-stream.ts'
import { isOfKinesis, kinesisArnOf } from '../../engine/serverless-stream.ts'
import { projectFaults } from './faults.ts'
import type { Serverless } from './read-serverless.ts'
import type { Unresolved } from './variables/unresolved.ts'
import { firstUnresolved, isUnresolved, withTexts } from './variables/unresolved.ts'

/** A function on streams, and which of its variables are stand-ins for what only the cloud knows. */
export interface ReadFunction extends StreamFunction {
  readonly standIns: ReadonlySet<string>
  /** As it is written, or what the deploy tool takes. */
  readonly runtime: string
  /** As it is written. */
  readonly handler: string
}

/** What the deploy tool deploys where no runtime is said. */
const defaultRuntime = 'nodejs24.x'

const textOr = (values: readonly unknown[], otherwise: string): string =>
  (values.find(value => typeof value === 'string' && value !== '') as string | undefined) ?? otherwise

/** Refuses a value in which something cannot be known here; `functionName` may be a section of the file. */
type Refuse = (functionName: string, setting: string, value: unknown) => void

const refuseIn =
  (file: string): Refuse =>
  (functionName, setting, value) => {
    const unknown = firstUnresolved(value)
    if (unknown === undefined) return
    const { text, why, reason = 'which is not there' } = unknown.found
    const place = [setting, ...unknown.path].join('.')
    if (why !== 'missing')
      throw raise(engineFaults, 'engine.setting-not-literal', { functionName, setting: place, value: text })
    throw raise(projectFaults, 'project.file-unreadable', {
      file,
      reason: `${functionName}: ${place} is ${text}, ${reason}`,
    })
  }

const member = (value: unknown, name: string): unknown => (isPlain(value) ? value[name] : undefined)

const isMissing = (value: unknown): value is Unresolved => isUnresolved(value) && value.why === 'missing'

/** Which records arrive, and how, is not guessed. Where an ARN points to does not matter on this machine. */
const refuseEvent = (refuse: Refuse, functionName: string, event: unknown): boolean => {
  if (isUnresolved(event)) refuse(functionName, 'events', event)
  const stream = member(event, 'stream')
  if (stream === undefined) return false
  if (isUnresolved(stream) || !isPlain(stream)) {
    refuse(functionName, 'stream', stream)
    return true
  }
  const { arn, destinations, ...deciding } = stream
  for (const [word, value] of Object.entries(deciding)) refuse(functionName, word, value)
  const isTyped = stream['type'] !== undefined && stream['type'] !== null
  if (!isTyped || isMissing(arn)) refuse(functionName, 'arn', arn)
  if (isMissing(destinations)) refuse(functionName, 'destinations', destinations)
  return true
}

const refuseEnvironment = (refuse: Refuse, functionName: string, environment: unknown): void => {
  if (isUnresolved(environment)) refuse(functionName, 'environment', environment)
  if (!isPlain(environment)) return
  for (const [name, value] of Object.entries(environment)) {
    if (isMissing(value)) refuse(functionName, `environment.${name}`, value)
  }
}

const refuseFunction = (refuse: Refuse, provider: unknown, name: string, definition: unknown): void => {
  if (isUnresolved(definition)) refuse(name, 'the function', definition)
  const events = member(definition, 'events')
  if (isUnresolved(events)) refuse(name, 'events', events)
  const all: readonly unknown[] = Array.isArray(events) ? events : []
  if (!all.map(event => refuseEvent(refuse, name, event)).includes(true)) return
  for (const setting of ['handler', 'timeout', 'memorySize']) {
    refuse(name, setting, member(definition, setting) ?? member(provider, setting))
  }
  refuseEnvironment(refuse, name, member(provider, 'environment'))
  refuseEnvironment(refuse, name, member(definition, 'environment'))
}

/** A section may be a list, each of whose parts may come out of a file. */
const refuseSection = (refuse: Refuse, name: string, section: unknown): void => {
  for (const part of [section].flat()) {
    // Of what is deployed beside the functions, only what is not there at all is known to be wrong.
    if (name === 'resources' ? isMissing(part) : isUnresolved(part)) refuse(name, 'a part of it', part)
  }
}

const withoutPatterns = (event: unknown): unknown => {
  const stream = member(event, 'stream')
  if (!isPlain(stream) || isUnresolved(stream)) return event
  return { stream: { ...stream, filterPatterns: undefined } }
}

const functionsOf = (listed: unknown, patterns: 'read' | 'left-out'): Readonly<Record<string, unknown>> => {
  const given = listedFunctions(listed)
  if (patterns === 'read') return given
  const stripped = Object.entries(given).map(([name, definition]) => {
    const events = member(definition, 'events')
    if (!isPlain(definition) || !Array.isArray(events)) return [name, definition] as const
    return [name, { ...definition, events: events.map(withoutPatterns) }] as const
  })
  return Object.fromEntries(stripped)
}

/** Whether a function is wanted on a Kinesis stream, whose ARN is as it is written. */
export type WantsKinesis = (functionName: string, arn: unknown) => boolean

const withoutStrangers = (
  functions: Readonly<Record<string, unknown>>,
  isWanted: WantsKinesis,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(functions).map(([name, definition]) => {
      const events = member(definition, 'events')
      if (!isPlain(definition) || !Array.isArray(events)) return [name, definition] as const
      const kept = events.filter(event => !isOfKinesis(event) || isWanted(name, kinesisArnOf(event)))
      return [name, kept.length === events.length ? definition : { ...definition, events: kept }] as const
    }),
  )

const standInsOf = (provider: unknown, definition: unknown): ReadonlySet<string> => {
  const [inherited, own] = [provider, definition].map(each => member(each, 'environment'))
  const all = { ...(isPlain(inherited) && inherited), ...(isPlain(own) && own) }
  const names = Object.keys(all)
  return new Set(names.filter(name => isPlain(all[name]) || firstUnresolved(all[name]) !== undefined))
}

const runtimeOf = (provider: unknown, definition: unknown): string =>
  textOr(
    [definition, provider].map(each => withTexts(member(each, 'runtime'))),
    defaultRuntime,
  )

/**
 * The functions on DynamoDB streams, as the deploy tool deploys them.
 *
 * @param pipesOf - pipes whose target a function is
 * @param isWanted - which Kinesis streams are streams of tables; no others are read of
 * @param patterns - `left-out` where nobody looks at the filter patterns, so that they may be wrong
 * @throws PipelineError `project.file-unreadable`, `engine.setting-not-literal`, `engine.setting-invalid`
 */
export const readFunctions = async (
  { file, at }: Serverless,
  patterns: 'read' | 'left-out',
  isWanted: WantsKinesis = () => false,
  pipesOf: (functionName: string) => readonly ServerlessStreamEvent[] = () => [],
): Promise<readonly ReadFunction[]> => {
  const refuse = refuseIn(file)
  const sections = ['service', 'provider', 'functions', 'resources', 'configValidationMode']
  const root: Record<string, unknown> = {}
  for (const name of sections) root[name] = await at(name)
  for (const name of ['provider', 'functions', 'resources']) refuseSection(refuse, name, root[name])
  const functions = withoutStrangers(functionsOf(root['functions'], patterns), isWanted)
  for (const [name, definition] of Object.entries(functions)) {
    refuseFunction(refuse, root['provider'], name, definition)
  }
  return functionsOnStreams(withTexts({ ...root, functions }), 'and-kinesis', pipesOf).map(each => ({
    ...each,
    standIns: standInsOf(root['provider'], functions[each.functionName]),
    runtime: runtimeOf(root['provider'], functions[each.functionName]),
    handler: each.isImage
      ? ''
      : textOr([member(functions[each.functionName], 'handler')], `${each.file}.${each.exportName}`),
  }))
}
