import { checkDeployment } from '../../operations/checks/check-deployment.ts'
import { getBatch, listBatches } from './batch-tools.ts'
import { explainChange, getChange, listChanges } from './change-tools.ts'
import { listFailures, planRedrive, redriveFailures } from './failure-tools.ts'
import type { RunTool } from './tool.ts'

const getStatus: RunTool = {
  ...{ name: 'get_status', title: 'The run', isAction: false, required: [], fields: {} },
  description:
    'The run: tables, functions with their processors, and how many deliveries of each ended in which way; iterator age and checkpoint of each shard.',
  answer: async (_, { session, facts }) => {
    const { model, counts, missed } = facts()
    return Promise.resolve({
      ...{ engine: session.engine, isPaused: session.mappings.isPaused() },
      tables: session.tables.tables.map(({ tableName }) => tableName),
      functions: session.note.functions.map(name => ({
        ...{ name, counts: counts.get(name) ?? {} },
        processors: (session.registries.get(name)?.names() ?? []).map(processor => ({
          ...{ name: processor, counts: counts.get(`${name}/${processor}`) ?? {} },
        })),
      })),
      shards: [...model.shards.values()],
      ...(missed > 0 && { note: `${missed} older events were gone before these counts began` }),
    })
  },
}

const listChecks: RunTool = {
  ...{ name: 'list_checks', title: 'Checks', isAction: false, required: [], fields: {} },
  description:
    'What of the deploy file would lose changes, block a shard or cost money: how bad, why, and what to write instead.',
  answer: async (_, { session }) => Promise.resolve(checkDeployment(session.project, session.registries)),
}

/** Everything that an assistant can ask of a run. */
export const runTools: readonly RunTool[] = [
  ...[getStatus, listChanges, getChange, explainChange, listBatches, getBatch],
  ...[listFailures, planRedrive, redriveFailures, listChecks],
]
