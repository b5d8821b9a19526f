import type { Processor } from '../../core/index.ts'
import { defineFaults, everything, processor, raise } from '../../core/index.ts'

/** What can go wrong with a webhook, and what follows from it. */
export const webhookFaults = defineFaults({
  'webhook.rejected': {
    disposition: 'park',
    message: (d: { host: string; status: number }) => `${d.host} refuses the change with ${d.status}.`,
    remedy: 'Look at what the receiver accepts, then redrive.',
  },
  'webhook.away': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { host: string; status: number }) => `${d.host} takes nothing now: ${d.status}.`,
    remedy: 'The changes wait; look at the receiver.',
  },
  'webhook.unknown-answer': {
    disposition: 'stop',
    message: (d: { host: string; status: number }) =>
      `${d.host} answers ${d.status}, which means nothing here.`,
    remedy: 'Look at the URL: something else than the receiver answers.',
  },
})

/** Sends a body and gives the status of the answer. */
export type Post = (body: string, signal: AbortSignal) => Promise<number>

const codeOf = (status: number): keyof typeof webhookFaults | undefined => {
  if (status < 300) return undefined
  if (status === 429 || status >= 500) return 'webhook.away'
  return status < 400 ? 'webhook.unknown-answer' : 'webhook.rejected'
}

/** Tells a webhook of every change. */
export const webhook = (host: string, post: Post): Processor =>
  processor({
    name: 'webhook',
    filter: everything(),
    handle: async ({ sequenceNumber, kind, key }, { signal }) => {
      const status = await post(JSON.stringify({ sequenceNumber, kind, key }), signal)
      const code = codeOf(status)
      if (code !== undefined) throw raise(webhookFaults, code, { host, status })
    },
  })
