import type { Notification, NotificationSink } from '../../processors/notification/notification-sink.ts'

/** Where messages are posted. Its path is left out of what is told: many webhooks keep their password there. */
interface Webhook {
  readonly place: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** `fetch` takes no URL with a user and a password in it. */
const webhookAt = (text: string): Webhook => {
  const url = new URL(text)
  const { username, password } = url
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  url.username = url.password = ''
  return {
    place: url.origin,
    url: url.href,
    headers: {
      'content-type': 'application/json',
      ...(username !== '' && { authorization: `Basic ${login.toString('base64')}` }),
    },
  }
}

/** Receivers know repeats by the `id` in it. */
const textOf = ({ id, subject, body }: Notification): string => JSON.stringify({ id, subject, body })

const post = async (
  { place, url, headers }: Webhook,
  message: Notification,
  signal: AbortSignal | undefined,
): Promise<'applied' | Error> => {
  try {
    const body = textOf(message)
    const answer = await fetch(url, { method: 'POST', headers, body, ...(signal && { signal }) })
    // Unread, an answer keeps its connection.
    await answer.body?.cancel()
    return answer.ok ? 'applied' : new Error(`${place} answered ${message.id} with ${answer.status}`)
  } catch (cause) {
    return new Error(`${place} did not take ${message.id}`, { cause })
  }
}

/**
 * Notifications posted to a webhook, one request each and one after the other, so that they arrive in their order.
 *
 * @param url - `https://USER:PASSWORD@HOST/PATH`
 */
export const webhookSink = (url: string): NotificationSink => ({
  send: async (messages, signal) => {
    const webhook = webhookAt(url)
    const results: ('applied' | Error)[] = []
    for (const message of messages) results.push(await post(webhook, message, signal))
    return results
  },
})
