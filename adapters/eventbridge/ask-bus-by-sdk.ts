import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { exportsOf } from '../exports-of.ts'
import type { AskBus, BusOperations } from './ask-bus.ts'

type Senders = {
  readonly [Name in keyof BusOperations]: (
    client: Pick<EventBridgeClient, 'send'>,
    input: BusOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<BusOperations[Name]['output']>
}

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-eventbridge'))

const senders: Senders = {
  DescribeEventBus: async (client, input, options) => {
    const { DescribeEventBusCommand } = await sdk()
    return client.send(new DescribeEventBusCommand(input), options)
  },
  PutEvents: async (client, { Entries }, options) => {
    const { PutEventsCommand } = await sdk()
    return client.send(new PutEventsCommand({ Entries: [...Entries] }), options)
  },
}

/** Asks buses by the SDK's client, which knows every kind of credentials and endpoint. */
export const askBusBySdk =
  (client: Pick<EventBridgeClient, 'send'>): AskBus =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
