/**
 * What an answer of a sink becomes. Adapters go through their rules from the first on, and
 * `docs/reference/sink-answers.md` is written from the same ones: whose fault it is and what follows from it stand with
 * the code, in the faults of the adapter and in `core/errors/sink-faults.ts`.
 */
export interface AnswerRule<Code extends string = string> {
  /** The answer, for people. */
  readonly answer: string
  readonly code: Code
}
