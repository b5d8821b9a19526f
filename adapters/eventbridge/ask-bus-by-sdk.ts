import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { DescribeEventBusCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { AskBus, BusOperations } from './ask-bus.ts'

type Senders = {
  readonly [Name in keyof BusOperations]: (
    client: Pick<EventBridgeClient, 'send'>,
    input: BusOperations[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<BusOperations[Name]['output']>
}

const senders: Senders = {
  DescribeEventBus: async (client, input, options) =>
    client.send(new DescribeEventBusCommand(input), options),
  PutEvents: async (client, { Entries }, options) =>
    client.send(new PutEventsCommand({ Entries: [...Entries] }), options),
}

/** Asks buses by the SDK's client, which knows every kind of credentials and endpoint. */
export const askBusBySdk =
  (client: Pick<EventBridgeClient, 'send'>): AskBus =>
  async (name, input, abortSignal) =>
    senders[name](client, input, abortSignal === undefined ? {} : { abortSignal })
