import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { AskTool } from './answer-tool.ts'
import { mcpFaults } from './faults.ts'
import { askPath } from './mcp-door.ts'
import { runningMcp } from './mcp-place.ts'

/** A dev that is asked anew for each question may be started, ended and started again meanwhile. */
const longestMs = 120_000

/**
 * Asks the dev that runs in a folder at that moment.
 *
 * @throws PipelineError `mcp.nothing-runs`, `mcp.dev-refused`
 */
export const askRunningDev =
  (folder: string, signal: AbortSignal): AskTool =>
  async (tool, fields) => {
    const place = runningMcp(folder)
    if (place === undefined) throw raise(mcpFaults, 'mcp.nothing-runs', { folder })
    try {
      const response = await fetch(`http://127.0.0.1:${place.port}${askPath}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${place.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tool, fields }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
      })
      const answer = (await response.json()) as { readonly message?: string; readonly remedy?: string }
      if (response.ok) return answer
      throw new Error(`${answer.message ?? `it says ${response.status}`} ${answer.remedy ?? ''}`.trim())
    } catch (error) {
      throw raise(mcpFaults, 'mcp.dev-refused', { reason: reasonOf(error) }, { cause: error })
    }
  }
