import { raise } from '../../core/errors/raise.ts'
import type { FailedObject } from './failed-object.ts'
import type { RedriveOptions } from './redrive-options.ts'
import type { Group, Held } from './targets.ts'

/** By its name in the project, as the local engine has it, or by the whole name under which it is deployed. */
const projectName = (
  { registries, deployedNames }: Pick<RedriveOptions, 'registries' | 'deployedNames'>,
  functionName: string,
): string | undefined =>
  [...registries.keys()].find(name => deployedNames?.get(name) === functionName) ??
  (registries.has(functionName) ? functionName : undefined)

const namesIn = ({ registries, deployedNames }: RedriveOptions): readonly string[] =>
  [...registries.keys()].map(name => deployedNames?.get(name) ?? name)

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL` is of `NAME`, and of the ARN up to there. */
const isOfTable = (streamArn: string, table: string): boolean => {
  const [, arn, name] = /^(.*:table\/([^/]+))\/stream\/[^/]+$/.exec(streamArn) ?? []
  return table === (table.startsWith('arn:') ? arn : name)
}

/**
 * Refuses a processor that no function has, and a limit that is none.
 * @throws PipelineError `redrive.processor-unknown`, `redrive.limit-invalid`
 */
export const checkOptions = ({ processor, limit, registries }: RedriveOptions): void => {
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw raise('redrive.limit-invalid', { limit })
  const known = [...registries.values()].flatMap(registry => registry.names())
  if (processor !== undefined && !known.includes(processor))
    throw raise('redrive.processor-unknown', { processor, known })
}

/** @throws PipelineError as {@link isMeant}, for an object that is another's */
const checkOwner = (options: RedriveOptions, object: FailedObject): readonly string[] => {
  const { registries, stage, table } = options
  const { functionName, streamArn, processor: waiting } = object
  const name = projectName(options, functionName)
  if (name === undefined) throw raise('redrive.function-unknown', { functionName, known: namesIn(options) })
  if (object.stage !== undefined && object.stage !== stage)
    throw raise('redrive.stage-other', { stage, parkedIn: object.stage })
  if (table !== undefined && !isOfTable(streamArn, table))
    throw raise('redrive.table-other', { table, streamArn })
  const names = registries.get(name)?.names() ?? []
  if (waiting !== undefined && !names.includes(waiting))
    throw raise('redrive.processor-unknown', { processor: waiting, known: names })
  return names
}

/**
 * Leaves out what waits for others than the chosen processor.
 * @throws PipelineError `redrive.function-unknown`, `redrive.processor-unknown`, `redrive.stage-other`,
 * `redrive.table-other`
 */
export const isMeant = (options: RedriveOptions, object: FailedObject): boolean => {
  const names = checkOwner(options, object)
  const { processor } = options
  const { processor: waiting } = object
  return (
    processor === undefined || (waiting === undefined ? names.includes(processor) : waiting === processor)
  )
}

/** Objects in hand, by function; they are of one stream and one stage. */
export const groupsOf = (held: readonly Held[], options: RedriveOptions): readonly Group[] =>
  [...Map.groupBy(held, ({ object }) => object.functionName)].flatMap(
    ([functionName, [first, ...others]]) => {
      const { registries, stage } = options
      const name = projectName(options, functionName)
      const registry = name === undefined ? undefined : registries.get(name)
      if (first === undefined || name === undefined || registry === undefined) return []
      const scope = { functionName, stage, streamArn: first.object.streamArn }
      const redriveScope = { ...scope, stage: `${stage}/redrive` }
      return [{ functionName: name, registry, held: [first, ...others], scope, redriveScope }]
    },
  )
