import { raise } from '../../core/errors/pipeline-error.ts'
import type { FailedObject } from './failed-object.ts'
import type { RedriveOptions } from './redrive-options.ts'
import type { Group, Held } from './targets.ts'

/** `projections` for `projections` and for `tailrace-prod-projections`. */
const projectName = (registries: RedriveOptions['registries'], functionName: string): string | undefined =>
  [...registries.keys()]
    .filter(name => functionName === name || functionName.endsWith(`-${name}`))
    .sort((a, b) => b.length - a.length)[0]

/**
 * Refuses a processor that no function has.
 * @throws PipelineError `redrive.processor-unknown`
 */
export const checkProcessor = ({ processor, registries }: RedriveOptions): void => {
  const known = [...registries.values()].flatMap(registry => registry.names())
  if (processor !== undefined && !known.includes(processor))
    throw raise('redrive.processor-unknown', { processor, known })
}

/**
 * Leaves out what waits for others than the chosen processor.
 * @throws PipelineError `redrive.function-unknown`, `redrive.processor-unknown`
 */
export const isMeant = (
  options: RedriveOptions,
  { functionName, processor: waiting }: FailedObject,
): boolean => {
  const { registries, processor } = options
  const name = projectName(registries, functionName)
  if (name === undefined)
    throw raise('redrive.function-unknown', { functionName, known: [...registries.keys()] })
  const names = registries.get(name)?.names() ?? []
  if (waiting !== undefined && !names.includes(waiting))
    throw raise('redrive.processor-unknown', { processor: waiting, known: names })
  return (
    processor === undefined || (waiting === undefined ? names.includes(processor) : waiting === processor)
  )
}

/** Objects in hand, by function and stage; they are of one stream. */
export const groupsOf = (held: readonly Held[], { registries, stage }: RedriveOptions): readonly Group[] => {
  const scopeOf = ({ object }: Held) => ({ functionName: object.functionName, stage: object.stage ?? stage })
  const byScope = Map.groupBy(held, each => JSON.stringify(scopeOf(each)))
  return [...byScope.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const name = projectName(registries, first.object.functionName)
    const registry = name === undefined ? undefined : registries.get(name)
    if (name === undefined || registry === undefined) return []
    const scope = { ...scopeOf(first), streamArn: first.object.streamArn }
    const redriveScope = { ...scope, stage: `${scope.stage}/redrive` }
    return [{ functionName: name, registry, held: [first, ...others], scope, redriveScope }]
  })
}
