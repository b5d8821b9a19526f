import { raise } from '../../core/errors/pipeline-error.ts'
import { askedFields } from '../server/asked.ts'
import { mcpFaults } from './faults.ts'
import { runTools } from './run-tools.ts'
import type { ToolSources } from './tool.ts'

/** Asks a tool by its name. */
export type AskTool = (name: string, fields: unknown) => Promise<unknown>

/** Answers from a run of this process. @throws PipelineError `mcp.*`, `inspector.*` */
export const answerFrom =
  (sources: ToolSources): AskTool =>
  async (name, fields) => {
    const tool = runTools.find(each => each.name === name)
    if (tool === undefined) throw raise(mcpFaults, 'mcp.tool-unknown', { tool: name })
    return tool.answer(askedFields(fields), sources)
  }
