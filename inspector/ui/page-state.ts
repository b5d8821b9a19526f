import { signal } from '@preact/signals'
import type { WireBatch } from '../wire/wire-event.ts'
import type { InspectorState } from '../wire/wire-state.ts'
import { applyBatch, newModel } from '../wire/model.ts'
import type { Model } from '../wire/model.ts'

/** What the page shows, and the way to the server. */
export const pageState = {
  model: signal<{ readonly now: Model }>({ now: newModel() }),
  run: signal<InspectorState | undefined>(undefined),
  /** What was said last, to be read out too. */
  said: signal(''),
  isConnected: signal(false),
  /** Objects that lie beside the stream. */
  waiting: signal(0),
  place: signal(new URLSearchParams(location.search)),
  isHelpOpen: signal(false),
}

/** Goes to another place of the page: what is shown is all in the address. */
export const go = (changes: Readonly<Record<string, string | undefined>>, keeps = true): void => {
  const next = new URLSearchParams(keeps ? pageState.place.value : {})
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  history.pushState(null, '', text === '' ? '/' : `/?${text}`)
  pageState.place.value = next
}

const answerOf = async (response: Response): Promise<unknown> => {
  const body = (await response.json()) as { readonly message?: string; readonly remedy?: string }
  if (response.ok) return body
  throw new Error(`${body.message ?? `the server answered ${response.status}`} ${body.remedy ?? ''}`.trim())
}

/** Asks the server. */
export const askServer = async <T>(path: string): Promise<T> =>
  (await answerOf(await fetch(`/api/${path}`))) as T

/** Has the server do something. */
export const tell = async <T>(path: string, body: unknown = {}): Promise<T> =>
  (await answerOf(
    await fetch(`/api/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tailrace-token': pageState.run.value?.writeToken ?? '',
      },
      body: JSON.stringify(body),
    }),
  )) as T

/** Says something to whoever looks or listens. */
export const say = (text: string): void => {
  pageState.said.value = text
}

/** Does it, and says why it could not be done. */
export const attempt = (work: () => Promise<void>): void => {
  work().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error))
  })
}

export const copy = (text: string, what: string): void => {
  attempt(async () => {
    await navigator.clipboard.writeText(text)
    say(`${what} is on the clipboard`)
  })
}

/** Follows the run; after a break the browser comes again by itself and says what it has. */
export const follow = (): void => {
  const { model, isConnected } = pageState
  let received = 0
  const events = new EventSource('/api/events')
  const fresh = (): void => {
    model.value = { now: newModel() }
    received = 0
  }
  events.addEventListener('open', () => {
    isConnected.value = true
    // Counts are of one connection.
    received = 0
  })
  events.addEventListener('error', () => {
    isConnected.value = false
  })
  events.addEventListener('reset', fresh)
  events.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const batch = JSON.parse(data) as WireBatch
    const { now } = model.value
    applyBatch(now, batch)
    received += batch.events.length
    now.received = received
    model.value = { now }
  })
}
