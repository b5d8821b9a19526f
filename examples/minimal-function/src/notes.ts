import type { Registry } from 'tailrace'
import { entity, ready, registry, streamHandler, when } from 'tailrace'
import type { Env } from 'tailrace/adapters'
import { auditSink, handlerOptions } from 'tailrace/adapters'
import { auditLog } from 'tailrace/processors'

const Note = entity('Note', { match: { id: { prefix: 'note-' } } })

export const pipeline = (env: Env): Registry =>
  registry([auditLog({ name: 'history', filter: when(Note), sink: auditSink(env['AUDIT_URL']) })])

export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
