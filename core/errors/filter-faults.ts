import { defineFaults } from './define-faults.ts'

/** Errors of filters: found while they are built, and when a record comes. */
export const filterFaults = defineFaults({
  'filter.entity-invalid': {
    disposition: 'stop',
    message: (d: { name: string; problem: string }) =>
      `Entity ${JSON.stringify(d.name)} cannot be told apart: ${d.problem}.`,
    remedy: 'Name the entity and at least one attribute that all its items have and no other item has.',
  },
  'filter.argument-invalid': {
    disposition: 'stop',
    message: (d: { word: string; problem: string }) => `.${d.word}() ${d.problem}.`,
    remedy: 'See the TSDoc of the word for what it takes.',
  },
  'filter.predicate-failed': {
    disposition: 'retry',
    scope: 'record',
    message: (d: { processor: string; reason: string }) =>
      `A predicate in the filter of ${d.processor} threw: ${d.reason}.`,
    remedy: 'Make the predicate accept every image that the table holds; the record is retried, then parked.',
  },
})
