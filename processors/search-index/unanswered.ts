import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/** A write that nobody answered for is not to pass for done. */
export const unanswered = (name: string, asked: number, answered: number): Error =>
  raise(sinkFaults, 'sink.unavailable', {
    sink: `The store of ${name}`,
    reason: `it answered for ${answered} of ${asked} operations`,
  })
