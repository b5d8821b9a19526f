import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import type { FoundWay } from '../found-project.ts'
import { isSameKinesisStream, kinesisOfTable, kinesisText, notOfTables } from '../kinesis-streams.ts'
import { eventType } from '../sam/sam-template.ts'
import { isOtherKinesis, isTableStream } from './is-table-stream.ts'
import { notPiped, streamPipe } from './pipes.ts'
import { tableTypes } from './references.ts'
import { functionNameIn, inFile, resourcesOf } from './resources-of.ts'
import { section } from './scope.ts'
import type { OpenStack } from './stack.ts'
import { plainText } from './stand-in.ts'

/** A mapping of a table's stream. */
export interface FoundMapping {
  readonly stack: OpenStack
  readonly logicalId: string
  /** Name of the function that it is for, as text. */
  readonly target: string
  readonly arn: unknown
  readonly properties: Plain
  readonly way: FoundWay | undefined
}

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
export const mappingsIn = (
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
