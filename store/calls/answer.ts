import type { Key } from '../items/key.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/**
 * What a client answered. A mocked one answers `undefined` until it is told what to, which is no answer to go on from.
 * @throws PipelineError `store.answer-missing`
 */
export const answerOf = <T>(operation: string, answer: T | undefined): T => {
  if (typeof answer === 'object' && answer !== null) return answer
  throw raise(storeFaults, 'store.answer-missing', { operation, problem: `it is ${String(answer)}` })
}

const textOf = (key: Key): string =>
  Object.entries(key)
    .map(([name, value]) => `${name}=${String(value)}`)
    .toSorted()
    .join('&')

/**
 * Where the next page begins. DynamoDB goes on with every page; an answer that is always the same would be read for
 * ever.
 * @throws PipelineError `store.answer-missing`
 */
export const checkAdvance = (operation: string, from: Key | undefined, lastKey: Key | undefined): void => {
  if (from === undefined || lastKey === undefined || textOf(from) !== textOf(lastKey)) return
  throw raise(storeFaults, 'store.answer-missing', { operation, problem: 'the page ends where it began' })
}
