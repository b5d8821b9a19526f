import { raise } from '../../core/errors/pipeline-error.ts'
import { pathProblem } from '../../core/path/path-parts.ts'
import { cleanupFaults } from './faults.ts'
import type { GenerationRule } from './generation.ts'

/** One attribute of that name in parent and dependents, or one in each. */
type InBoth = string | { readonly parent: string; readonly dependents: string }

/** How the generations of an item that is created, removed and created anew are told apart. */
export interface TellsGeneration {
  /**
   * Says when an item was written first: ISO 8601, or epoch seconds to nanoseconds. Not a date of business, which
   * may be older than its item. A path like those of filters (`meta.createdAt`).
   * @defaultValue 'createdAt'
   */
  readonly createdAttribute?: string | { readonly parent: string; readonly dependents: string }
  /**
   * Instead of a time: an id that a parent gets anew whenever it is created, and that its dependents carry too.
   */
  readonly generationAttribute?: string | { readonly parent: string; readonly dependents: string }
  /**
   * How far the clocks of those who write parents and dependents may be apart: a dependent must be older by this to
   * be taken for one of an earlier generation. @defaultValue 1000
   */
  readonly clockToleranceMs?: number
}

const invalid = (option: string, problem: string): Error =>
  raise(cleanupFaults, 'cleanup.option-invalid', { option, problem })

const both = (option: string, named: InBoth): Pick<GenerationRule, 'parent' | 'dependents'> => {
  const { parent, dependents } = typeof named === 'string' ? { parent: named, dependents: named } : named
  for (const path of [parent, dependents])
    if (typeof path !== 'string' || pathProblem(path) !== undefined)
      throw invalid(option, `names no attribute: ${JSON.stringify(path)}`)
  return { parent, dependents }
}

/**
 * The rule that options give.
 * @throws PipelineError `cleanup.option-invalid`
 */
export const generationRule = (options: TellsGeneration): GenerationRule => {
  const { createdAttribute, generationAttribute, clockToleranceMs = 1_000 } = options
  if (!Number.isFinite(clockToleranceMs) || clockToleranceMs < 0)
    throw invalid('clockToleranceMs', `must be a number from 0, not ${clockToleranceMs}`)
  if (generationAttribute === undefined)
    return { by: 'time', ...both('createdAttribute', createdAttribute ?? 'createdAt'), clockToleranceMs }
  if (createdAttribute !== undefined)
    throw invalid('generationAttribute', 'stands beside createdAttribute: give one of the two')
  return { by: 'id', ...both('generationAttribute', generationAttribute), clockToleranceMs }
}
