import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { LyingObject } from '../server/failures.ts'
import { failureGroups } from '../server/failures.ts'
import type { RedriveOutcome } from '../wire/wire-state.ts'
import type { RunTool, ToolSources } from './tool.ts'

const mostEntries = 20

const recordsOf = (objects: readonly LyingObject[]): readonly StreamRecord[] =>
  objects.flatMap(({ views }) => views.map(({ record }) => record))

const group = {
  group: { type: 'string', description: 'only this group of list_failures; else all that waits' },
} as const

const redacted = async (act: () => Promise<RedriveOutcome>, sources: ToolSources): Promise<unknown> => {
  const { waiting } = sources.redriving
  // A redrive takes away what its lines may quote.
  const records = recordsOf(await waiting())
  const { lines, ...counts } = await act()
  return { ...counts, lines: lines.map(line => sources.redaction.text(line, records)) }
}

/** What waits beside the stream. */
export const listFailures: RunTool = {
  ...{ name: 'list_failures', title: 'Failures', isAction: false, required: [], fields: {} },
  description:
    'Parked changes and discarded batches that wait beside the stream, grouped by cause: code, reason, remedy, keys and tries.',
  answer: async (_, { redriving, redaction }) => {
    const waiting = await redriving.waiting()
    const records = recordsOf(waiting)
    return failureGroups(waiting.map(({ entry }) => entry)).map(
      ({ fingerprint, message, entries, ...rest }) => ({
        ...{ group: fingerprint, ...rest },
        message: redaction.text(message, records),
        entries: entries.slice(0, mostEntries).map(entry => ({
          ...{ condition: entry.condition, attempts: entry.attempts },
          changes: entry.records.map(({ key, recordId }) => ({ key, id: recordId })),
        })),
      }),
    )
  },
}

/** What a redrive would do. */
export const planRedrive: RunTool = {
  ...{ name: 'plan_redrive', title: 'Plan of a redrive', isAction: false, required: [], fields: group },
  description: 'What a redrive would deliver, and what is to be known about its order. Changes nothing.',
  answer: async (asked, sources) =>
    redacted(async () => sources.redriving.plan(asked.mayText('group')), sources),
}

/** Delivers it. */
export const redriveFailures: RunTool = {
  ...{ name: 'redrive', title: 'Redrive', isAction: true, required: [], fields: group },
  description:
    'Delivers what waits to its processors again, after plan_redrive was shown to the person. Refused unless tailrace dev was started with --mcp-actions.',
  answer: async (asked, sources) => {
    sources.checkMayAct('redrive')
    return redacted(async () => sources.redriving.redrive(asked.mayText('group')), sources)
  },
}
