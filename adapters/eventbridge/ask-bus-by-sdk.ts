import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { BySdk } from '../aws/ask-service.ts'
import { askedBySdk } from '../aws/ask-service.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskBus, BusOperations } from './ask-bus.ts'

type SendsCommands = Pick<EventBridgeClient, 'send'>

/** Asked for each time: a bundle of one file that leaves the client out could not be started otherwise. */
const sdk = async () => exportsOf(await import('@aws-sdk/client-eventbridge'))

const send: BySdk<BusOperations, SendsCommands> = {
  DescribeEventBus: async (client, input, options) => {
    const { DescribeEventBusCommand } = await sdk()
    return client.send(new DescribeEventBusCommand(input), options)
  },
  PutEvents: async (client, { Entries }, options) => {
    const { PutEventsCommand } = await sdk()
    return client.send(new PutEventsCommand({ Entries: [...Entries] }), options)
  },
}

/** Asks by the SDK's client. */
export const askBusBySdk = (client: SendsCommands): AskBus => askedBySdk(client, send)
