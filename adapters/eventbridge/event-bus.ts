import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import { asked } from '../aws/aws-failure.ts'
import type { SendingClients } from '../aws/both-ways.ts'
import type { ClientSettings } from '../aws/client-settings.ts'
import { openSending } from '../aws/direct/open-sending.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'
import type { AskBus } from './ask-bus.ts'
import { askBusDirectly } from './direct/ask-bus-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A bus, and how it is asked in its region. */
export interface EventBus extends SendingClients<AskBus> {
  readonly busArn: string
}

const bySdk = async () => {
  const { EventBridgeClient } = exportsOf(await import('@aws-sdk/client-eventbridge'))
  const { askBusBySdk } = await import('./ask-bus-by-sdk.ts')
  return (settings: ClientSettings): AskBus => askBusBySdk(new EventBridgeClient(settings))
}

/**
 * A bus by its ARN. Whether it is there is asked once: EventBridge takes events for a bus that is not, and drops them.
 *
 * @throws PipelineError `aws.url-invalid`, `aws.resource-missing`, and what else the question may end in
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export const eventBus = async (busArn: string, env: Env = process.env): Promise<EventBus> => {
  const arn = readArn(busArn)
  if (arn?.service !== 'events' || !arn.resource.startsWith('event-bus/'))
    throw raise(configFaults, 'aws.url-invalid', {
      url: busArn,
      expected: 'arn:aws:events:REGION:ACCOUNT:event-bus/NAME',
    })
  const target = { service: 'events', region: arn.region } as const
  const clients = await openSending(env, target, { directly: askBusDirectly, bySdk })
  await asked(busArn, async () => clients.client('DescribeEventBus', { Name: busArn }))
  return { ...clients, busArn }
}
