import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import type { SendChunk } from './send-in-chunks.ts'
import { sendInChunks } from './send-in-chunks.ts'

/** What a sink sends by. */
export interface SendingClients<Client> {
  readonly client: Client
  /** The same, but it tries once: made when it is first asked for. */
  readonly onceClient?: () => Client
}

/** A sink that sends by the usual client, and where only once will do by one that never tries again, if there is one. */
export const bothWays = <Client>(
  sink: string,
  { client, onceClient }: SendingClients<Client>,
  sendBy: (client: Client) => SendChunk,
): NotificationSink => {
  const through =
    (open: () => Client, isOnce: boolean): NotificationSink['send'] =>
    async (messages, signal) =>
      sendInChunks(sink, messages, signal, async (...piece) => sendBy(open())(...piece), isOnce)
  return {
    send: through(() => client, false),
    ...(onceClient && { sendOnce: through(onceClient, true) }),
  }
}
