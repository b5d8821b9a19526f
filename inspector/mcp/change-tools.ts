import { raise } from '../../core/errors/pipeline-error.ts'
import type { AskedFields } from '../server/asked.ts'
import { recordDetail } from '../server/record-detail.ts'
import type { LiveRecord } from '../wire/model.ts'
import { matchesSearch, standing } from '../wire/model.ts'
import { mcpFaults } from './faults.ts'
import type { RunTool, ToolSources } from './tool.ts'

const usualCount = 20
const mostCount = 100

const countIn = (asked: AskedFields): number => {
  const given = asked.value('limit')
  return Number.isInteger(given) ? Math.min(Math.max(Number(given), 1), mostCount) : usualCount
}

/** How it stands in each function, and why where something failed. */
const standingOf = ({ row, functions }: LiveRecord, { ring, redaction }: ToolSources): unknown =>
  [...functions].map(([functionName, view]) => ({
    functionName,
    standing: standing(view),
    invocations: view.invocations,
    processors: view.outcomes.map(({ processor, outcome, attempt, code, message, remedy }) => ({
      ...{ processor, outcome, attempt, code, remedy },
      message: message === undefined ? undefined : redaction.text(message, [ring.record(row.id)]),
    })),
  }))

const inShort = (record: LiveRecord, sources: ToolSources): unknown => {
  const { id, kind, key, table, changed, changedCount, sequenceNumber } = record.row
  return {
    ...{ id, kind, key, table, changed, changedCount, sequenceNumber },
    at: new Date(record.seenAtMs).toISOString(),
    functions: standingOf(record, sources),
  }
}

/** By id, or the newest of a key. @throws PipelineError `mcp.change-unknown` */
const chosen = (asked: AskedFields, { facts }: ToolSources): LiveRecord => {
  const { records } = facts().model
  const id = asked.value('id')
  const key = asked.mayText('key')
  const found =
    typeof id === 'number' ? records.get(id) : [...records.values()].findLast(({ row }) => row.key === key)
  if (found === undefined) throw raise(mcpFaults, 'mcp.change-unknown', {})
  return found
}

const which = {
  id: { type: 'integer', description: 'as list_changes says it' },
  key: { type: 'string', description: "an item's whole key, as list_changes says it: its newest change" },
} as const

/** The changes of a run, newest first. */
export const listChanges: RunTool = {
  ...{ name: 'list_changes', title: 'Changes', isAction: false, required: [] },
  description:
    'The last changes of the tables, newest first: key, kind, names of the attributes that changed, and how each function and processor stands with them. Values are not told.',
  fields: {
    search: {
      type: 'string',
      description:
        'part of a key, or terms as pk:ORDER# event:modify attr:price handler:NAME table:NAME status:parked (applied, filtered, retrying, parked, given-up, waiting)',
    },
    limit: { type: 'integer', description: `${usualCount} if not given`, minimum: 1, maximum: mostCount },
  },
  answer: async (asked, sources) => {
    const { model } = sources.facts()
    const search = asked.mayText('search') ?? ''
    const found = [...model.records.values()].filter(record => matchesSearch(record, search)).reverse()
    const changes = found.slice(0, countIn(asked)).map(record => inShort(record, sources))
    return Promise.resolve({ changes, more: found.length - changes.length })
  },
}

/** One change, with its images, deliveries and neighbours. */
export const getChange: RunTool = {
  ...{ name: 'get_change', title: 'One change', isAction: false, required: [], fields: which },
  description:
    'One change: old and new image (values replaced by others of the same type and length; equal ones stay equal), every invocation that carried it, and other changes of the same item.',
  answer: async (asked, sources) => {
    const found = chosen(asked, sources)
    const { ring, redaction } = sources
    const { record, neighbours } = recordDetail(ring, new Map(), found.row.id)
    return Promise.resolve({
      change: inShort(found, sources),
      images:
        record === undefined
          ? 'not kept any more'
          : {
              before: redaction.image(record.dynamodb?.OldImage, record),
              after: redaction.image(record.dynamodb?.NewImage, record),
            },
      deliveries: found.deliveries.map(({ atMs, ...rest }) => ({
        ...rest,
        at: new Date(atMs).toISOString(),
      })),
      sameItem: neighbours.map(({ id, kind, sequenceNumber }) => ({ id, kind, sequenceNumber })),
    })
  },
}

/** Why rules matched a change or did not. */
export const explainChange: RunTool = {
  ...{ name: 'explain_change', title: 'Why a rule matched or not', isAction: false, required: [] },
  description:
    'For one change and every processor: whether its filter matches, and if not, which part of it failed; and whether the mapping let the change through to the function.',
  fields: which,
  answer: async (asked, sources) => {
    const { row, functions } = chosen(asked, sources)
    const { ring, session, redaction } = sources
    const { record, explanations } = recordDetail(ring, session.registries, row.id)
    return Promise.resolve({
      ...{ id: row.id, key: row.key, kind: row.kind },
      mappings: [...functions].map(([functionName, { admitted }]) => ({
        functionName,
        letThrough: admitted,
      })),
      processors:
        record === undefined
          ? 'the record is not kept any more'
          : explanations.map(({ functionName, processor, matched, kind, failed }) => ({
              ...{ functionName, processor, matched, kind },
              failed: failed.map(each => redaction.text(each, [record])),
            })),
    })
  },
}
