import { fault } from './fault.ts'

/** Errors of filters and patterns: found while they are built. */
export const filterFaults = {
  'filter.entity-invalid': fault<{ name: string; problem: string }>({
    disposition: 'stop',
    message: d => `Entity ${JSON.stringify(d.name)} cannot be told apart: ${d.problem}.`,
    remedy: 'Name the entity and at least one attribute that all its items have and no other item has.',
  }),
  'filter.argument-invalid': fault<{ word: string; problem: string }>({
    disposition: 'stop',
    message: d => `.${d.word}() ${d.problem}.`,
    remedy: 'See the filter guide for what each word takes.',
  }),
  'filter.predicate-failed': fault<{ processor: string; reason: string }>({
    disposition: 'retry',
    scope: 'record',
    message: d => `A predicate in the filter of ${d.processor} threw: ${d.reason}.`,
    remedy: 'Make the predicate accept every image that the table holds; the record is retried, then parked.',
  }),
  'filter.pattern-invalid': fault<{ problem: string }>({
    disposition: 'stop',
    message: d => `Invalid filter pattern definition. ${d.problem}.`,
    remedy: 'See the operators of EventBridge patterns; leaves are arrays of values or operators.',
  }),
}
