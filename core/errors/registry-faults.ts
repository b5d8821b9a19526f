import { defineFaults } from './define-faults.ts'

/** Errors of a pipeline's definition: found while it is built, before any record. */
export const registryFaults = defineFaults({
  'registry.name-invalid': {
    disposition: 'stop',
    message: (d: { name: string }) => `Processor name ${JSON.stringify(d.name)} is not usable.`,
    remedy: 'Use 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit.',
  },
  'registry.name-duplicate': {
    disposition: 'stop',
    message: (d: { name: string }) => `Two processors are named ${JSON.stringify(d.name)}.`,
    remedy: 'Give one of them another name: the ledger tells effects apart by processor name.',
  },
  'registry.coalesce-events': {
    disposition: 'stop',
    message: (d: { name: string }) => `Processor ${JSON.stringify(d.name)} coalesces but wants every event.`,
    remedy: "Set sink: 'state' if only the last image counts, or leave coalesce out.",
  },
  'registry.strict-state': {
    disposition: 'stop',
    message: (d: { name: string }) => `Processor ${JSON.stringify(d.name)} is strict and keeps a state.`,
    remedy:
      "Leave strict out: to write a state twice does no harm, and one in doubt would stay stale. Only sink: 'events' can be strict.",
  },
  'registry.strict-sink': {
    disposition: 'stop',
    message: (d: { name: string }) =>
      `Processor ${JSON.stringify(d.name)} is strict, and its sink may send by itself what it has sent before.`,
    remedy: 'Give it a sink with sendOnce, as notificationSink makes them.',
  },
  'registry.epoch-invalid': {
    disposition: 'stop',
    message: (d: { epoch: number }) =>
      `The epoch of a version must be a whole number from 16 to 31, not ${d.epoch}.`,
    remedy: 'Below 16, versions would fall under those of time-stamped indexes; above 31 they leave 2^53.',
  },
  'registry.option-unknown': {
    disposition: 'stop',
    message: (d: { factory: string; option: string; known: readonly string[] }) =>
      `${d.factory} has no option ${JSON.stringify(d.option)}.`,
    remedy: 'Its options are listed in its TSDoc; look for a typo.',
  },
  'registry.index-shared': {
    disposition: 'stop',
    message: (d: { index: string; names: readonly string[] }) =>
      `${d.names.join(' and ')} keep one index, ${d.index}, so that each deletes what the other writes.`,
    remedy:
      'Let one processor take both entities, or give each an idPrefix that the other one’s does not begin with.',
  },
  'registry.index-regions': {
    disposition: 'stop',
    message: (d: { index: string; names: readonly string[]; regions: readonly string[] }) =>
      `The index ${d.index} is kept from streams of ${d.regions.join(' and ')}, by ${d.names.join(' and ')}.`,
    remedy: 'Two regions cannot order their writes to one index: give each its own.',
  },
})
