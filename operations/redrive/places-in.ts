import { raise } from '../../core/errors/pipeline-error.ts'
import { redriveFaults } from './faults.ts'

/**
 * URLs of where failed changes lie: those that are given, else PARK_URL and FAILURES_URL, each once.
 *
 * @throws PipelineError `redrive.nowhere-to-look`
 */
export const placesIn = (
  env: Readonly<Record<string, string | undefined>>,
  given: readonly string[] = [],
): readonly string[] => {
  const named = given.length > 0 ? given : [env['PARK_URL'], env['FAILURES_URL']]
  const urls = new Set(named.flatMap(url => (url === undefined || url === '' ? [] : [url])))
  if (urls.size === 0)
    throw raise(redriveFaults, 'redrive.nowhere-to-look', { variables: ['PARK_URL', 'FAILURES_URL'] })
  return [...urls]
}
