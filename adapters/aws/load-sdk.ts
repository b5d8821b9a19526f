import { raise } from '../../core/errors/pipeline-error.ts'
import { exportsOf } from '../exports-of.ts'
import { awsFaults } from './faults.ts'

const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  error.message.includes(name)

/**
 * Loads a client of the SDK that not every installation has.
 *
 * @throws PipelineError `aws.client-missing`, which says how it is installed
 */
export const loadSdk = async <T extends object>(
  name: `@aws-sdk/${string}`,
  load: () => Promise<T>,
): Promise<T> => {
  try {
    return exportsOf(await load())
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw raise(awsFaults, 'aws.client-missing', { name })
  }
}
