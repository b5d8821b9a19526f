import { once } from 'node:events'
import { askRunningDev } from '../inspector/mcp/ask-running-dev.ts'
import { loadMcp } from '../inspector/mcp/load-mcp.ts'
import { mcpServers } from '../inspector/mcp/mcp-server.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { ownVersion } from './tool-version.ts'

/**
 * `tailrace mcp`: answers an assistant over stdin and stdout until it goes.
 * @throws PipelineError `mcp.package-missing`
 */
export const mcpCommand = async ({ folder, signal, newId }: Terminal): Promise<number> => {
  const { serveStdio } = await loadMcp(async () => import('@modelcontextprotocol/server/stdio'))
  const newServer = await mcpServers({
    ...{ version: ownVersion(), ask: askRunningDev(folder, signal), newMark: newId },
  })
  const gone = once(process.stdin, 'close', { signal }).catch(() => undefined)
  const server = serveStdio(newServer)
  await gone
  await server.close()
  return exitCodes.done
}
