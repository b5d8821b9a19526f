import { raise } from '../../core/errors/pipeline-error.ts'
import { mcpFaults } from './faults.ts'

/**
 * Loads a part of the official server, which not every installation has.
 *
 * @throws PipelineError `mcp.package-missing`
 */
export const loadMcp = async <T>(load: () => Promise<T>): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    throw isMissing ? raise(mcpFaults, 'mcp.package-missing', {}, { cause: error }) : error
  }
}
