// Orders and answers between the thread that runs tests and the one that has started it.
import { BroadcastChannel } from 'node:worker_threads'
import type { Answer, TestOrder } from './orders.ts'

/** What either says. */
export interface OrderMessage {
  readonly order?: TestOrder
  readonly isReady?: true
  /** The mutant is awake from now on. */
  readonly hasBegun?: true
  readonly answer?: Answer
}

/** Opens this process's channel. */
export const openChannel = (
  heard: (message: OrderMessage) => void,
): { readonly tell: (message: OrderMessage) => void } => {
  const channel = new BroadcastChannel('tailrace-mutation')
  channel.onmessage = event => {
    heard((event as { readonly data: OrderMessage }).data)
  }
  return { tell: message => channel.postMessage(message) }
}
