import type { Plain } from '../../../engine/plain.ts'

/** What surrounds a template. */
export interface ScopeOptions {
  readonly template: Plain
  readonly stackName: string
  /** The value that a parameter is given from outside, resolved; `undefined` leaves it its default. */
  readonly parameter: (name: string) => unknown
  /** Id of a table that a name of this template means, where it is described elsewhere. */
  readonly tableOf: (name: string) => string | undefined
  /** Id of a table of this template among all of the project. */
  readonly ownTable: (logicalId: string) => string
  /** What another stack exports under a name; `undefined` where none of those that are here does. */
  readonly exported: (name: string) => unknown
  /** An output of a nested stack; `undefined` where its template is not here. */
  readonly nestedOutput: (logicalId: string, output: string) => unknown
}
