import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import { asked } from '../aws/aws-failure.ts'
import { clientSettings, onceSettings } from '../aws/client-settings.ts'
import { firstTime } from '../aws/first-time.ts'
import { configFaults } from '../open/faults.ts'
import { exportsOf } from '../exports-of.ts'

/** A bus and the client of its region. */
export interface EventBus {
  readonly client: EventBridgeClient
  /** The same, but it tries once: made when it is first asked for. */
  readonly onceClient?: () => EventBridgeClient
  readonly busArn: string
}

/**
 * A bus by its ARN. Whether it is there is asked once: EventBridge takes events for a bus that is not, and drops them.
 *
 * @throws PipelineError `aws.url-invalid`, `aws.resource-missing`, and what else the question may end in
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export const eventBus = async (busArn: string): Promise<EventBus> => {
  const arn = readArn(busArn)
  if (arn?.service !== 'events' || !arn.resource.startsWith('event-bus/'))
    throw raise(configFaults, 'aws.url-invalid', {
      url: busArn,
      expected: 'arn:aws:events:REGION:ACCOUNT:event-bus/NAME',
    })
  const { DescribeEventBusCommand, EventBridgeClient } = exportsOf(
    await import('@aws-sdk/client-eventbridge'),
  )
  const client = new EventBridgeClient(clientSettings(arn.region))
  await asked(busArn, async () => client.send(new DescribeEventBusCommand({ Name: busArn })))
  return { client, onceClient: firstTime(() => new EventBridgeClient(onceSettings(arn.region))), busArn }
}
