import { raise } from '../core/errors/pipeline-error.ts'
import { sinkFaults } from '../core/errors/sink-faults.ts'

/** What a sink did not answer for is not to pass for done. `what`: such as `deletes`. */
export const unanswered = (sink: string, what: string, asked: number, answered: number): Error =>
  raise(sinkFaults, 'sink.unavailable', { sink, reason: `it answered for ${answered} of ${asked} ${what}` })
