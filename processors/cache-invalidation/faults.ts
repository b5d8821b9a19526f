import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what a cache invalidation is told to remove. */
export const invalidationFaults = defineFaults({
  'cache.target-invalid': {
    disposition: 'park',
    scope: 'record',
    message: (d: {
      processor: string
      of: 'keys' | 'patterns' | 'groups'
      found: string
      sequenceNumber: string
      image: 'old' | 'new'
    }) =>
      `${d.of} of processor ${d.processor} gave ${d.found} for the ${d.image} image of change ${d.sequenceNumber}.`,
    remedy:
      'Let the function return a list of texts for every image that the filter selects, an empty one where nothing depends on it; then redrive the parked record.',
  },
})
