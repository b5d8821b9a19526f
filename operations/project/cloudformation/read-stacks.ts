import { isPipelineError, raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import type { FoundFunction, FoundStream, FoundWay } from '../found-project.ts'
import { onFailureOf } from '../on-failure.ts'
import { isSameKinesisStream, kinesisOfTable, kinesisText, notOfTables } from '../kinesis-streams.ts'
import type { ProjectTable } from '../project-table.ts'
import { codePlace, isImage } from './code-place.ts'
import { mappingSettingsOf } from './mapping-settings-of.ts'
import { tableTypes } from './references.ts'
import { notPiped, streamPipe } from './pipes.ts'
import { section } from './scope.ts'
import type { OpenStack, StackTemplate } from './stack.ts'
import { knownText, openStacks } from './stack.ts'
import { partsOf, plainText } from './stand-in.ts'
import { eventType } from '../sam/sam-template.ts'
import { tableOfResource } from './table-of-resource.ts'
import { isOtherKinesis, isTableStream } from './is-table-stream.ts'

/** What stacks hold for a project. */
export interface FoundInStacks {
  readonly functions: readonly FoundFunction[]
  readonly tables: readonly ProjectTable[]
  readonly notes: readonly string[]
}

/** A mapping of a table's stream. */
interface FoundMapping {
  readonly stack: OpenStack
  readonly logicalId: string
  /** Name of the function that it is for, as text. */
  readonly target: string
  readonly arn: unknown
  readonly properties: Plain
  readonly way: FoundWay | undefined
}

const inFile = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (isPipelineError(error)) throw error
    throw raise(projectFaults, 'project.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/** Of `arn:…:function:NAME:ALIAS` and `NAME:ALIAS` the name. */
const functionNameIn = (text: string): string =>
  (text.split(':function:').at(-1) ?? text).split(':')[0] ?? text

const resourcesOf = (
  stacks: readonly OpenStack[],
  type: string,
): readonly { readonly stack: OpenStack; readonly logicalId: string; readonly resource: Plain }[] =>
  stacks.flatMap(stack =>
    inFile(stack.file, () => stack.scope.resources())
      .filter(([, resource]) => resource['Type'] === type)
      .map(([logicalId, resource]) => ({ stack, logicalId, resource })),
  )

/** Kinesis streams that tables of the stacks write to. */
export const kinesisStreamsOf = (stacks: readonly OpenStack[]): readonly string[] =>
  tableTypes
    .flatMap(type => resourcesOf(stacks, type))
    .flatMap(({ stack, resource }) => {
      const given = section(resource, 'Properties')
      const { KinesisStreamSpecification, Replicas } = given
      return inFile(stack.file, () =>
        kinesisOfTable(stack.scope.resolve({ KinesisStreamSpecification, Replicas })),
      )
    })
    .flatMap(found => found?.streamArn ?? [])

/** What a mapping reads that is on no Kinesis stream of a table; SAM says it of what were its events. */
const sourceKind = (
  resource: Plain,
  arn: unknown,
  position: unknown,
): 'table' | 'other kinesis' | undefined => {
  const said = section(resource, 'Metadata')[eventType]
  if (said === 'DynamoDB' || (said === undefined && isTableStream(arn, position))) return 'table'
  return said === 'Kinesis' || isOtherKinesis(arn, position) ? 'other kinesis' : undefined
}

/** Mappings of tables' streams and of their Kinesis streams, and lines on those of other Kinesis streams. */
const mappingsIn = (
  stacks: readonly OpenStack[],
  kinesisStreams: readonly string[],
): { readonly mappings: readonly FoundMapping[]; readonly notes: readonly string[] } => {
  const notes: string[] = []
  const mappings = resourcesOf(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(
    ({ stack, logicalId, resource }) => {
      const { scope, file } = stack
      const given = section(resource, 'Properties')
      return inFile(file, () => {
        const arn = scope.resolve(given['EventSourceArn'])
        const position = scope.resolve(given['StartingPosition'])
        const isByKinesis = kinesisStreams.some(each => isSameKinesisStream(each, kinesisText(arn)))
        const kind = isByKinesis ? undefined : sourceKind(resource, arn, position)
        if (kind === 'other kinesis') notes.push(notOfTables(`${logicalId} of ${file}`, arn))
        if (!isByKinesis && kind !== 'table') return []
        const properties = scope.resolve(given)
        const target = functionNameIn(plainText(scope.resolve(given['FunctionName'])))
        return [
          {
            ...{ stack, logicalId, target, arn, properties: isPlain(properties) ? properties : {} },
            way: isByKinesis ? ({ type: 'kinesis' } as const) : undefined,
          },
        ]
      })
    },
  )
  return { mappings, notes }
}

/** Pipes on tables' streams as mappings, and lines on those that are not run. */
export const pipesIn = (
  stacks: readonly OpenStack[],
  kinesisStreams: readonly string[],
): { readonly pipes: readonly FoundMapping[]; readonly notes: readonly string[] } => {
  const notes: string[] = []
  const isKinesis = (arn: unknown): boolean =>
    kinesisStreams.some(each => isSameKinesisStream(each, kinesisText(arn)))
  const pipes = resourcesOf(stacks, 'AWS::Pipes::Pipe').flatMap(({ stack, logicalId, resource }) => {
    const { scope, file } = stack
    const found = inFile(file, () => streamPipe(scope.resolve(section(resource, 'Properties')), isKinesis))
    if (found === undefined) return []
    const { source, target, properties, problem } = found
    if (problem === undefined) {
      const way = { type: 'pipe', pipe: logicalId } as const
      return [{ stack, logicalId, target: functionNameIn(plainText(target)), arn: source, properties, way }]
    }
    notes.push(notPiped(`${logicalId} of ${file}`, problem))
    return []
  })
  return { pipes, notes }
}

const numberOr = (value: unknown, otherwise: number): number => {
  const found = Number(knownText(value) ?? Number.NaN)
  return Number.isInteger(found) && found > 0 ? found : otherwise
}

/** What Lambda takes where nothing is said: seconds and MB. */
const lambdaDefaults = { timeout: 3, memorySize: 128 }

const entryPointsOf = (resource: Plain): readonly string[] => {
  const given = section(section(resource, 'Metadata'), 'BuildProperties')['EntryPoints']
  const all: readonly unknown[] = Array.isArray(given) ? given : []
  return all.filter(each => typeof each === 'string')
}

const deployedNameOf = ({ scope, file }: OpenStack, logicalId: string): string =>
  inFile(file, () => plainText(scope.resolve({ Ref: logicalId })))

/** A stream that begins with the run holds nothing before whatever moment was meant. */
const fromTheStart = (properties: Plain): Plain =>
  plainText(properties['StartingPosition']) === 'AT_TIMESTAMP'
    ? { ...properties, StartingPosition: 'TRIM_HORIZON' }
    : properties

const functionIn = (
  { stack, logicalId, resource }: ReturnType<typeof resourcesOf>[number],
  mappings: readonly FoundMapping[],
  folder: string,
): FoundFunction => {
  const { scope, file, nameOf } = stack
  const given = section(resource, 'Properties')
  const property = (name: string): unknown => inFile(file, () => scope.resolve(given[name]))
  const functionName = nameOf(logicalId, resource)
  const runtime = plainText(property('Runtime') ?? '')
  return {
    functionName,
    otherNames: [logicalId, deployedNameOf(stack, logicalId)],
    deployedName: deployedNameOf(stack, logicalId),
    runtime,
    isImage: isImage(property('PackageType'), property('Code')),
    code: () =>
      codePlace(
        {
          functionName,
          runtime,
          code: property('Code'),
          handler: property('Handler'),
          entryPoints: entryPointsOf(resource),
        },
        { folder, templateFolder: stack.folder, asset: stack.asset },
      ),
    timeoutMs: numberOr(property('Timeout'), lambdaDefaults.timeout) * 1000,
    memorySizeMb: numberOr(property('MemorySize'), lambdaDefaults.memorySize),
    environment: section(property('Environment'), 'Variables'),
    streams: () =>
      mappings.map(({ arn, properties, way }): FoundStream => ({
        arn,
        settings: () =>
          mappingSettingsOf(functionName, way?.type === 'kinesis' ? fromTheStart(properties) : properties),
        onFailure: onFailureOf(properties['DestinationConfig']),
        ...(way !== undefined && { way }),
      })),
  }
}

const functionsIn = (
  stacks: readonly OpenStack[],
  mappings: readonly FoundMapping[],
  folder: string,
): { readonly functions: readonly FoundFunction[]; readonly served: ReadonlySet<FoundMapping> } => {
  const served = new Set<FoundMapping>()
  const functions = resourcesOf(stacks, 'AWS::Lambda::Function').flatMap(each => {
    const name = functionNameIn(deployedNameOf(each.stack, each.logicalId))
    const own = mappings.filter(({ target }) => target === name)
    for (const mapping of own) served.add(mapping)
    return own.length === 0 ? [] : [functionIn(each, own, folder)]
  })
  return { functions, served }
}

/**
 * The tables of stacks. One that cannot be known is left out with a line, unless a function is on its stream.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const tablesOfOpenStacks = (
  stacks: readonly OpenStack[],
  used: ReadonlySet<string>,
): { readonly tables: readonly ProjectTable[]; readonly notes: readonly string[] } => {
  const tables: ProjectTable[] = []
  const notes: string[] = []
  for (const type of tableTypes)
    for (const { stack, logicalId, resource } of resourcesOf(stacks, type)) {
      const id = stack.nameOf(logicalId, resource)
      try {
        tables.push(inFile(stack.file, () => tableOfResource(id, resource, stack)))
      } catch (error) {
        if (used.has(id) || !isPipelineError(error)) throw error
        notes.push(`Table ${id} is left out: ${error.message}`)
      }
    }
  return { tables, notes }
}

const undecided = (stacks: readonly OpenStack[]): readonly string[] =>
  stacks.flatMap(({ scope, file }) => {
    const conditions = scope.resources().flatMap(([, resource]) => {
      const { Condition } = resource
      return typeof Condition === 'string' && scope.holds(Condition) === undefined ? [Condition] : []
    })
    return [...new Set(conditions)].map(
      name => `Condition ${name} of ${file} depends on what nobody here knows; it is taken as true.`,
    )
  })

/**
 * Finds the functions on tables' streams in stacks, and the tables.
 *
 * @param folder - absolute, of the project
 * @param tableOf - id of a table that is described elsewhere, by the name under which a template refers to it
 * @param kinesisStreams - ARNs of those that tables described elsewhere write to
 * @throws PipelineError `project.file-unreadable`; what decides which records arrive is refused when it is asked for
 */
export const readStacks = (
  templates: readonly StackTemplate[],
  folder: string,
  tableOf: (name: string) => string | undefined,
  kinesisStreams: readonly string[] = [],
): FoundInStacks => {
  const stacks = openStacks(templates, tableOf)
  const known = [...kinesisStreams, ...kinesisStreamsOf(stacks)]
  const read = mappingsIn(stacks, known)
  const piped = pipesIn(stacks, known)
  const mappings = [...read.mappings, ...piped.pipes]
  const { functions, served } = functionsIn(stacks, mappings, folder)
  const used = mappings.flatMap(({ arn }) =>
    partsOf(arn).flatMap(part => (typeof part === 'string' ? [] : [part.table])),
  )
  const { tables, notes } = tablesOfOpenStacks(stacks, new Set(used))
  const unserved = mappings.filter(mapping => !served.has(mapping))
  return {
    functions,
    tables,
    notes: [
      ...notes,
      ...read.notes,
      ...piped.notes,
      ...stacks.flatMap(each => inFile(each.file, () => undecided([each]))),
      ...unserved.map(({ logicalId, target, stack, way }) =>
        way?.type === 'pipe'
          ? notPiped(
              `${logicalId} of ${stack.file}`,
              `its target ${target} is no function that is described here`,
            )
          : `${logicalId} of ${stack.file} is left out: its function ${target} is not described here.`,
      ),
    ],
  }
}
