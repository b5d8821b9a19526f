import { defineFaults, raise } from 'tailrace'

/** What can go wrong at the receiver, and what becomes of the change then: it waits, or it is parked. */
export const webhookFaults = defineFaults({
  'webhook.away': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { host: string; status: number }) => `${d.host} takes nothing now: ${d.status}.`,
    remedy: 'Nothing to do: the changes wait until the receiver is back.',
  },
  'webhook.refused': {
    disposition: 'park',
    message: (d: { host: string; status: number }) => `${d.host} refuses the ticket: ${d.status}.`,
    remedy: 'Look at what the receiver takes, then bring the change home with tailrace redrive.',
  },
})

/** Whether trying again can help. */
const isAway = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** Posts a body; an error of the network itself is the receiver's, and waits without being told to. */
export const post = async (url: string, id: string, body: object, signal: AbortSignal): Promise<void> => {
  const answer = await fetch(url, {
    method: 'POST',
    // The receiver knows repeats by it: a change may be delivered twice.
    headers: { 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify(body),
    signal,
  })
  await answer.body?.cancel()
  if (answer.ok) return
  const { host } = new URL(url)
  const code = isAway(answer.status) ? 'webhook.away' : 'webhook.refused'
  throw raise(webhookFaults, code, { host, status: answer.status })
}
