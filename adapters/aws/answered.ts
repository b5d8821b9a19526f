import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/**
 * What a client answered. A mocked one answers nothing unless it is told to, which is not to be taken for an answer
 * without content.
 *
 * @param sink what was asked, for people
 * @throws PipelineError `sink.unavailable`
 */
export const answered = <T>(sink: string, answer: T | undefined): T => {
  if (typeof answer === 'object' && answer !== null) return answer
  throw raise(sinkFaults, 'sink.unavailable', {
    sink,
    reason: 'the client answered nothing, as a mocked one does',
  })
}
