import type { ProjectStart, StartFiles } from '../start.ts'
import { byLanguage, importExtension, sourceExtension } from '../start.ts'

const entity = `import { entity } from 'tailrace'
import { object, picklist, string } from 'valibot'

/** Which items of the table are tickets, and what they look like. Comments lie beside theirs, under the same PK. */
export const Ticket = entity('Ticket', {
  match: { PK: { prefix: 'TICKET#' }, SK: 'TICKET' },
  schema: object({
    ticketId: string(),
    title: string(),
    state: picklist(['open', 'closed']),
    createdAt: string(),
  }),
})
`

/** Compiler settings for CommonJS refuse an `await` at the top of a module, also of one that says that it is one. */
const mayAwait = ({ isModule, language }: ProjectStart): boolean => isModule || language === 'javascript'

const handlerOf = (start: ProjectStart): string => {
  const built = 'streamHandler(pipeline(process.env), handlerOptions(process.env))'
  return mayAwait(start)
    ? `// Under Lambda, what it writes to is opened while the function starts.
export const handler = await ready(${built})`
    : `export const handler = ${built}`
}

const functions = (
  start: ProjectStart,
): string => `import { ${mayAwait(start) ? 'ready, ' : ''}registry, streamHandler, when } from 'tailrace'
import { auditSink, dependentStore, handlerOptions, notificationSink } from 'tailrace/adapters'
${byLanguage(start, "import type { Env } from 'tailrace/adapters'\n", '')}import { auditLog, cleanup, notification } from 'tailrace/processors'
import { Ticket } from './tickets${importExtension(start)}'

${byLanguage(
  start,
  `/** What happens when a ticket changes. Only builds: nothing is opened before the first change. */
export const pipeline = (env: Env) =>`,
  `/**
 * What happens when a ticket changes. Only builds: nothing is opened before the first change.
 * @param {import('tailrace/adapters').Env} env
 */
export const pipeline = env =>`,
)}
  registry([
    // Every change of a ticket is kept: who, what, when.
    auditLog({ name: 'history', filter: when(Ticket), sink: auditSink(env${byLanguage(start, "['AUDIT_URL']", '.AUDIT_URL')}) }),

    // Somebody is told when a ticket is closed.
    notification({
      name: 'closed',
      filter: when(Ticket).became('state', 'closed'),
      sink: notificationSink(env${byLanguage(start, "['NOTIFY_URL']", '.NOTIFY_URL')}),
      message: ({ after }) => ({
        subject: \`Ticket \${after.ticketId} is closed\`,
        body: { ticketId: after.ticketId, title: after.title },
      }),
    }),

    // Comments go with their ticket.
    cleanup({
      name: 'comments',
      filter: when(Ticket).on('REMOVE'),
      dependents: dependentStore(env${byLanguage(start, "['TABLE_NAME']", '.TABLE_NAME')}, ['PK', 'SK']),
      of: ({ before }) => [
        {
          partitionKey: { name: 'PK', value: \`TICKET#\${before.ticketId}\` },
          sortKey: { name: 'SK', prefix: 'COMMENT#' },
        },
      ],
    }),
  ])

${handlerOf(start)}
`

const input = (
  start: ProjectStart,
): string => `import { changes, put, remove, table, update } from 'tailrace/store'
${byLanguage(start, "import type { Table } from 'tailrace/store'\n", '')}
const keys = { partitionKey: 'PK', sortKey: 'SK' }

${byLanguage(
  start,
  'const open = async (tickets: Table, ticketId: string, title: string, createdAt: string): Promise<void> => {',
  `/**
 * @param {import('tailrace/store').Table} tickets
 * @param {string} ticketId
 * @param {string} title
 * @param {string} createdAt
 */
const open = async (tickets, ticketId, title, createdAt) => {`,
)}
  const PK = \`TICKET#\${ticketId}\`
  await put(tickets, { PK, SK: 'TICKET', ticketId, title, state: 'open', createdAt })
  await put(tickets, { PK, SK: 'COMMENT#1', text: 'Looking into it.', createdAt })
}

${byLanguage(
  start,
  `/** What \`tailrace dev\` writes into the table when it starts. */
export const input = async ({ client, tableName }: Pick<Table, 'client' | 'tableName'>): Promise<void> => {`,
  `/**
 * What \`tailrace dev\` writes into the table when it starts.
 * @param {Pick<import('tailrace/store').Table, 'client' | 'tableName'>} options
 */
export const input = async ({ client, tableName }) => {`,
)}
  const tickets = table({ client, tableName, keys })
  const now = new Date().toISOString()
  await open(tickets, '1', 'The door does not close', now)
  await open(tickets, '2', 'No light in room 7', now)
  await open(tickets, '3', 'Wrong address on an invoice', now)
  await update(tickets, { PK: 'TICKET#2', SK: 'TICKET' }, changes().set('state', 'closed'))
  await remove(tickets, { PK: 'TICKET#3', SK: 'TICKET' })
}
`

const test = (start: ProjectStart): string => `import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamHandler } from 'tailrace'
import { auditSink, handlerOptions } from 'tailrace/adapters'
import { replayFixture } from 'tailrace/testing'
import { expect, it } from 'vitest'
import { pipeline } from '../src/changes${importExtension(start)}'

const folder = mkdtempSync(join(tmpdir(), 'tickets-'))
const env = {
  AUDIT_URL: \`file:\${join(folder, 'audit.ndjson')}\`,
  NOTIFY_URL: \`file:\${join(folder, 'sent.ndjson')}\`,
  LEDGER_URL: 'memory:',
  PARK_URL: \`file:\${join(folder, 'parked')}\`,
}

it('keeps a history of tickets', async () => {
  const handler = streamHandler(pipeline(env), handlerOptions(env))

  const { records } = await replayFixture(handler, 'test/fixtures/tickets.ndjson')

  expect(records.map(({ eventName, outcome }) => \`\${eventName} \${outcome}\`)).toEqual([
    'INSERT succeeded',
    'INSERT succeeded',
    'MODIFY succeeded',
  ])
  const kept${byLanguage(start, ': string[]', '')} = []
  for await (const { id } of auditSink(env.AUDIT_URL).entries()) kept.push(id)
  // The comment is no ticket.
  expect(kept).toHaveLength(2)
})
`

/** Source, input and test of a start. */
export const sourceFiles = (start: ProjectStart): StartFiles => {
  const extension = sourceExtension(start)
  return {
    [`src/tickets${extension}`]: entity,
    [`src/changes${extension}`]: functions(start),
    [`input${extension}`]: input(start),
    [`test/changes.test${extension}`]: test(start),
  }
}
