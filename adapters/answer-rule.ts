import type { pipelineFaults } from '../core/errors/pipeline-faults.ts'

/** A code that the catalogue has for a pipeline. */
type PipelineCode = keyof typeof pipelineFaults

/**
 * What an answer of a sink becomes. Adapters go through their rules from the first on, and
 * `docs/reference/sink-answers.md` is written from the same ones: whose fault it is and what follows from it stand with
 * the code in the catalogue.
 */
export interface AnswerRule<Code extends PipelineCode = PipelineCode> {
  /** The answer, for people. */
  readonly answer: string
  readonly code: Code
}
