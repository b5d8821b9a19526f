import { raise } from './errors/pipeline-error.ts'
import { registryFaults } from './errors/registry-faults.ts'

/**
 * Refuses options that a factory does not know, so that a typo is an error and not a default.
 *
 * @throws PipelineError `registry.option-unknown`
 */
export const checkOptions = (factory: string, options: object, known: readonly string[]): void => {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined)
    throw raise(registryFaults, 'registry.option-unknown', { factory, option: unknown, known })
}
