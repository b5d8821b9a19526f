import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { raise } from '../../core/errors/pipeline-error.ts'
import { readArn } from '../aws/arn.ts'
import { clientSettings } from '../aws/client-settings.ts'

/** A bus and the client of its region. */
export interface EventBus {
  readonly client: EventBridgeClient
  readonly busArn: string
}

/**
 * A bus by its ARN.
 * @throws PipelineError `aws.url-invalid`
 */
export const eventBus = (busArn: string): EventBus => {
  const arn = readArn(busArn)
  if (arn?.service !== 'events' || !arn.resource.startsWith('event-bus/'))
    throw raise('aws.url-invalid', { url: busArn, expected: 'arn:aws:events:REGION:ACCOUNT:event-bus/NAME' })
  return { client: new EventBridgeClient(clientSettings(arn.region)), busArn }
}
