import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of what assistants ask for. */
export const mcpFaults = defineFaults({
  'mcp.package-missing': {
    disposition: 'stop',
    message: () => 'Assistants are answered by @modelcontextprotocol/server, which is not installed.',
    remedy: 'npm install --save-dev @modelcontextprotocol/server',
  },
  'mcp.nothing-runs': {
    disposition: 'stop',
    message: (d: { folder: string }) => `No tailrace dev with a page runs in ${d.folder}.`,
    remedy: 'Start tailrace dev there, without --no-ui.',
  },
  'mcp.dev-refused': {
    disposition: 'stop',
    message: (d: { reason: string }) => `The tailrace dev that runs here did not answer: ${d.reason}.`,
    remedy: 'Start it anew; its token is in .tailrace/mcp-token.',
  },
  'mcp.actions-off': {
    disposition: 'stop',
    message: (d: { tool: string }) =>
      `${d.tool} changes something, and this tailrace dev only answers questions.`,
    remedy: 'Let the person decide: tailrace dev --mcp-actions allows it.',
  },
  'mcp.tool-unknown': {
    disposition: 'stop',
    message: (d: { tool: string }) => `There is no tool ${JSON.stringify(d.tool)}.`,
    remedy: 'Ask for the list of tools.',
  },
  'mcp.change-unknown': {
    disposition: 'stop',
    message: () => 'No remembered change has that id or key.',
    remedy: 'list_changes says which there are.',
  },
  'mcp.batch-unknown': {
    disposition: 'stop',
    message: () => 'No remembered batch has that id.',
    remedy: 'list_batches says which there are.',
  },
})
