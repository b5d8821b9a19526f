import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/** A write that nobody answered for is not to pass for done. */
export const unanswered = (name: string, asked: number, answered: number): Error =>
  raise(sinkFaults, 'sink.unavailable', {
    sink: `The store of ${name}`,
    reason: `it answered for ${answered} of ${asked} operations`,
  })

/**
 * Each of what was asked with its answer; one that was left out among others fails alone.
 *
 * @throws PipelineError `sink.unavailable` where there are not as many answers
 */
export const answersTo = <Asked, Answer>(
  name: string,
  asked: readonly Asked[],
  answers: readonly Answer[],
): readonly (readonly [Asked, Answer | Error])[] => {
  if (answers.length !== asked.length) throw unanswered(name, asked.length, answers.length)
  return asked.map((each, at) => [each, answers[at] ?? unanswered(name, 1, 0)])
}
