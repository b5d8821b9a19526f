import { raise } from '../../core/errors/raise.ts'
import type { FailedObject } from './failed-object.ts'
import type { RedriveOptions } from './redrive-options.ts'
import type { Group, Held } from './targets.ts'

/** `projections` for `projections` and for `tailrace-prod-projections`. */
const projectName = (registries: RedriveOptions['registries'], functionName: string): string | undefined =>
  [...registries.keys()]
    .filter(name => functionName === name || functionName.endsWith(`-${name}`))
    .sort((a, b) => b.length - a.length)[0]

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

/**
 * Leaves out what waits for others than the chosen processor.
 * @throws PipelineError `redrive.function-unknown`, `redrive.processor-unknown`, `redrive.stage-other`
 */
export const isMeant = (
  options: RedriveOptions,
  { functionName, stage: objectStage, processor: waiting }: FailedObject,
): boolean => {
  const { registries, processor } = options
  const name = projectName(registries, functionName)
  if (name === undefined)
    throw raise('redrive.function-unknown', { functionName, known: [...registries.keys()] })
  const names = registries.get(name)?.names() ?? []
  if (waiting !== undefined && !names.includes(waiting))
    throw raise('redrive.processor-unknown', { processor: waiting, known: names })
  if (objectStage !== undefined && objectStage !== options.stage)
    throw raise('redrive.stage-other', { stage: options.stage, parkedIn: objectStage })
  return (
    processor === undefined || (waiting === undefined ? names.includes(processor) : waiting === processor)
  )
}

/** Objects in hand, by function; they are of one stream and one stage. */
export const groupsOf = (held: readonly Held[], { registries, stage }: RedriveOptions): readonly Group[] =>
  [...Map.groupBy(held, ({ object }) => object.functionName)].flatMap(
    ([functionName, [first, ...others]]) => {
      const name = projectName(registries, functionName)
      const registry = name === undefined ? undefined : registries.get(name)
      if (first === undefined || name === undefined || registry === undefined) return []
      const scope = { functionName, stage, streamArn: first.object.streamArn }
      const redriveScope = { ...scope, stage: `${stage}/redrive` }
      return [{ functionName: name, registry, held: [first, ...others], scope, redriveScope }]
    },
  )
