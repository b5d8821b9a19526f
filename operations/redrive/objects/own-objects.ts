import { raise } from '../../../core/errors/pipeline-error.ts'
import type { Registry } from '../../../core/registry/registry.ts'
import { redriveFaults } from '../faults.ts'
import type { RedriveOptions } from '../redrive-options.ts'
import type { FailedObject } from './failed-object.ts'

type Projects = Pick<RedriveOptions, 'registries' | 'deployedNames'>

/** A function of this project. */
interface OwnFunction {
  /** As the project names it. */
  readonly functionName: string
  readonly registry: Registry
}

/** By its name in the project, as the local engine has it, or by the whole name under which it is deployed. */
export const ownFunction = (
  { registries, deployedNames }: Projects,
  lambdaName: string,
): OwnFunction | undefined => {
  const deployed = [...registries.keys()].find(name => deployedNames?.get(name) === lambdaName)
  const functionName = deployed ?? lambdaName
  const registry = registries.get(functionName)
  return registry && { functionName, registry }
}

const namesIn = ({ registries, deployedNames }: Projects): readonly string[] =>
  [...registries.keys()].map(name => deployedNames?.get(name) ?? name)

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL` is of `NAME`, and of the ARN up to there; so by Kinesis. */
const isOfTable = (streamArn: string, table: string): boolean => {
  const [, arn, name] = /^(.*:table\/([^/]+))\/(?:stream|kinesis)\/[^/]+$/.exec(streamArn) ?? []
  return table === (table.startsWith('arn:') ? arn : name)
}

/** @throws PipelineError as {@link isMeant}, for an object that is another's */
const checkOwner = (options: RedriveOptions, object: FailedObject): readonly string[] => {
  const { stage, table } = options
  const { functionName, streamArn, processor: waiting } = object
  const own = ownFunction(options, functionName)
  if (own === undefined)
    throw raise(redriveFaults, 'redrive.function-unknown', { functionName, known: namesIn(options) })
  if (object.stage !== undefined && object.stage !== stage)
    throw raise(redriveFaults, 'redrive.stage-other', { stage, parkedIn: object.stage })
  if (table !== undefined && !isOfTable(streamArn, table))
    throw raise(redriveFaults, 'redrive.table-other', { table, streamArn })
  const names = own.registry.names()
  if (waiting !== undefined && !names.includes(waiting))
    throw raise(redriveFaults, 'redrive.processor-unknown', { processor: waiting, known: names })
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
