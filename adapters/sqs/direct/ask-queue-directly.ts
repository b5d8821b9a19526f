import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { sendDirectly } from '../../aws/direct/send-directly.ts'
import type { AskQueue } from '../ask-queue.ts'
import { queueAnswer } from './queue-answer.ts'

const contentType = 'application/x-amz-json-1.0'

/**
 * Asks queues without the SDK.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const askQueueDirectly = (options: DirectOptions): AskQueue => {
  const send = sendDirectly('sqs', options)
  return async (name, input, signal) => {
    const headers = { 'x-amz-target': `AmazonSQS.${name}`, 'x-amzn-query-mode': 'true' }
    const request = { contentType, headers, body: JSON.stringify(input) }
    return send(request, answer => queueAnswer(input, answer), signal)
  }
}
