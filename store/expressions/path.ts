import { pathParts, pathProblem } from '../../core/path/path-parts.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/** A document path taken apart: names of attributes, numbers of list entries. */
export type Segments = readonly [string, ...(string | number)[]]

/**
 * A path with dots and positions, `lines[0].sku`; or its parts, for names that hold dots or brackets. A part of digits
 * is a key of a map, `prices.2024`, because an expression cannot know what is there; in parts, numbers are positions.
 */
export type DocumentPath = string | readonly (string | number)[]

const isPart = (part: string | number): boolean =>
  typeof part === 'string' ? part !== '' : Number.isInteger(part) && part >= 0

/**
 * Takes a path apart.
 * @throws PipelineError `store.expression-invalid`
 */
export const segmentsOf = (path: DocumentPath): Segments => {
  const problem = typeof path === 'string' ? pathProblem(path) : undefined
  const [first, ...rest] = typeof path === 'string' ? pathParts(path) : path
  if (problem === undefined && typeof first === 'string' && [first, ...rest].every(isPart))
    return [first, ...rest]
  const why = problem === undefined ? '' : `: it ${problem}`
  throw raise(storeFaults, 'store.expression-invalid', {
    problem: `${JSON.stringify(path)} is no path of an attribute${why}`,
  })
}

/** The path as a reader writes it. */
export const pathText = ([first, ...rest]: Segments): string =>
  rest.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    first,
  )

/** True when one of the two paths leads through the other, or both are one. */
export const pathsOverlap = (a: Segments, b: Segments): boolean =>
  a.slice(0, b.length).every((segment, index) => segment === b[index])
