import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/**
 * Reads what an engine answered. What cannot be read, or in which `read` finds nothing, is no answer: something else
 * was there in its place, whose words are not quoted. It never stands for documents that are not there.
 *
 * @throws PipelineError `sink.unavailable`
 */
export const foundInAnswer = <T>(sink: string, asked: string, read: () => T | undefined): T => {
  let found: T | undefined
  try {
    found = read()
  } catch (error) {
    if (isPipelineError(error)) throw error
  }
  if (found !== undefined) return found
  throw raise(sinkFaults, 'sink.unavailable', {
    sink,
    reason: `what it answered is not the answer to ${asked}`,
  })
}
