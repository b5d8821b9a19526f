import type { AnswerRule } from '../answer-rule.ts'

/** An error of AWS, told by its name, or by its status or words where a rule names these. */
export interface AwsRule extends AnswerRule<
  | 'aws.access-denied'
  | 'aws.credentials-missing'
  | 'aws.resource-missing'
  | 'sink.answer-unknown'
  | 'sink.rejected'
  | 'sink.throttled'
  | 'sink.unavailable'
> {
  readonly names?: readonly string[]
  readonly status?: RegExp
  readonly pattern?: RegExp
  /** Only names that come with such words. */
  readonly words?: RegExp
}
