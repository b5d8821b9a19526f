import { unanswered } from '../unanswered.ts'

/** That the store of a processor did not answer for all. */
export const unansweredBy = (name: string, asked: number, answered: number): Error =>
  unanswered(`The store of ${name}`, 'operations', asked, answered)

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
  if (answers.length !== asked.length) throw unansweredBy(name, asked.length, answers.length)
  return asked.map((each, at) => [each, answers[at] ?? unansweredBy(name, 1, 0)])
}
