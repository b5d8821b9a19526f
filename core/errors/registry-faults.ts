import { fault } from './fault.ts'

/** Errors of a pipeline's definition: found while it is built, before any record. */
export const registryFaults = {
  'registry.name-invalid': fault<{ name: string }>({
    disposition: 'stop',
    message: d => `Processor name ${JSON.stringify(d.name)} is not usable.`,
    remedy: 'Use 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit.',
  }),
  'registry.name-duplicate': fault<{ name: string }>({
    disposition: 'stop',
    message: d => `Two processors are named ${JSON.stringify(d.name)}.`,
    remedy: 'Give one of them another name: the ledger tells effects apart by processor name.',
  }),
  'registry.coalesce-events': fault<{ name: string }>({
    disposition: 'stop',
    message: d => `Processor ${JSON.stringify(d.name)} coalesces but wants every event.`,
    remedy: "Set sink: 'state' if only the last image counts, or leave coalesce out.",
  }),
  'registry.epoch-invalid': fault<{ epoch: number }>({
    disposition: 'stop',
    message: d => `The epoch of a version must be a whole number from 16 to 31, not ${d.epoch}.`,
    remedy: 'Below 16, versions would fall under those of time-stamped indexes; above 31 they leave 2^53.',
  }),
  'registry.option-invalid': fault<{ factory: string; option: string; problem: string }>({
    disposition: 'stop',
    message: d => `${d.factory} cannot use its option ${d.option}, which ${d.problem}.`,
    remedy: 'See the TSDoc of its options.',
  }),
  'registry.option-unknown': fault<{ factory: string; option: string; known: readonly string[] }>({
    disposition: 'stop',
    message: d => `${d.factory} has no option ${JSON.stringify(d.option)}.`,
    remedy: 'Its options are listed in its TSDoc; look for a typo.',
  }),
  'registry.id-prefix-invalid': fault<{ idPrefix: string; maxBytes: number }>({
    disposition: 'stop',
    message: d => `${JSON.stringify(d.idPrefix)} is no idPrefix.`,
    remedy: 'Use a well-formed text of at most 100 bytes; ids have room for 512.',
  }),
  'registry.index-shared': fault<{ index: string; names: readonly string[] }>({
    disposition: 'stop',
    message: d =>
      `${d.names.join(' and ')} keep one index, ${d.index}, so that each deletes what the other writes.`,
    remedy:
      'Let one processor take both entities, or give each an idPrefix that the other one’s does not begin with.',
  }),
  'registry.index-regions': fault<{
    index: string
    names: readonly string[]
    regions: readonly string[]
  }>({
    disposition: 'stop',
    message: d =>
      `The index ${d.index} is kept from streams of ${d.regions.join(' and ')}, by ${d.names.join(' and ')}.`,
    remedy: 'Two regions cannot order their writes to one index: give each its own.',
  }),
}
