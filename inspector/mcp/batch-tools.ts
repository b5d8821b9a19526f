import { raise } from '../../core/errors/pipeline-error.ts'
import type { BatchNode, BatchView } from '../wire/model.ts'
import { mcpFaults } from './faults.ts'
import type { RunTool, ToolSources } from './tool.ts'

const mostBatches = 50

const hasFailed = ({ nodes }: BatchView): boolean =>
  [...nodes.values()].some(({ tries }) =>
    tries.some(({ result }) => result !== 'success' && result !== 'running'),
  )

const inShort = (batch: BatchView): unknown => ({
  ...{ id: batch.id, functionName: batch.functionName, shardId: batch.shardId, closedBy: batch.closedBy },
  at: new Date(batch.atMs).toISOString(),
  records: batch.records.length,
  tries: [...batch.nodes.values()].reduce((sum, { tries }) => sum + tries.length, 0),
  halved: [...batch.nodes.values()].some(({ halved }) => halved),
  failed: hasFailed(batch),
})

const nodeOf = (node: BatchNode, { nodes }: BatchView, { ring, redaction }: ToolSources): unknown => ({
  half: node.part === '' ? 'whole batch' : node.part,
  keys: node.records.map(id => ring.row(id)?.key ?? 'not kept'),
  changes: node.records,
  tries: node.tries.map(({ requestId, attempt, result, message }) => ({
    ...{ requestId, attempt, result },
    message:
      message === undefined
        ? undefined
        : redaction.text(
            message,
            node.records.map(id => ring.record(id)),
          ),
  })),
  halves: ['a', 'b'].flatMap(half => nodes.get(node.part + half)?.part ?? []),
})

/** The last batches. */
export const listBatches: RunTool = {
  ...{ name: 'list_batches', title: 'Batches', isAction: false, required: [] },
  description: 'The last batches, newest first: function, size, tries, whether one failed or was halved.',
  fields: { failed: { type: 'boolean', description: 'only those with a failed try' } },
  answer: async (asked, { facts }) => {
    const all = [...facts().model.batches.values()].filter(batch => !asked.flag('failed') || hasFailed(batch))
    const batches = all.reverse().slice(0, mostBatches).map(inShort)
    return Promise.resolve({ batches, more: all.length - batches.length })
  },
}

/** One batch as it was halved. */
export const getBatch: RunTool = {
  ...{ name: 'get_batch', title: 'Bisect tree of a batch', isAction: false, required: ['id'] },
  description:
    'One batch with every try and its bisect tree: half "b" is the second half, "ba" the first half of that. The leaf with one record and the most tries is what fails it.',
  fields: { id: { type: 'string', description: 'as list_batches says it' } },
  answer: async (asked, sources) => {
    const batch = sources.facts().model.batches.get(asked.text('id'))
    if (batch === undefined) throw raise(mcpFaults, 'mcp.batch-unknown', {})
    const tree = [...batch.nodes.values()].map(node => nodeOf(node, batch, sources))
    return Promise.resolve({ batch: inShort(batch), tree })
  },
}
