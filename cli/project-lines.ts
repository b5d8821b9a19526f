import type { DevEvent } from '../operations/dev/dev-event.ts'

/** What a person is to know of a project before it runs: what was left out, and what stands in for the cloud. */
export const projectLines = ({
  notes,
  placeholders,
}: Pick<Extract<DevEvent, { event: 'ProjectRead' }>, 'notes' | 'placeholders'>): readonly string[] => [
  ...notes,
  ...(placeholders.length === 0 ? [] : ['placeholders, for what only the cloud would say:']),
  ...placeholders.map(
    ({ reference, standIn, usedBy }) => `  ${reference} is ${standIn} (${usedBy.join(', ')})`,
  ),
]
