import { unreadableAnswer } from '../../aws/direct/answer-facts.ts'
import { jsonAnswer } from '../../aws/direct/json-answer.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { sendDirectly } from '../../aws/direct/send-directly.ts'
import type { AskBus, BusOperations } from '../ask-bus.ts'

const contentType = 'application/x-amz-json-1.1'

const busAnswer = (name: keyof BusOperations, answer: PostedAnswer): Record<string, unknown> => {
  const members = jsonAnswer(answer, { service: 'EventBridge' })
  // Without a word on each event it is the answer of something else.
  if (name === 'PutEvents' && !Array.isArray(members['Entries']))
    throw unreadableAnswer(answer, 'EventBridge')
  return members
}

/**
 * Asks buses without the SDK.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const askBusDirectly = (options: DirectOptions): AskBus => {
  const send = sendDirectly('events', options)
  return async (name, input, signal) => {
    const headers = { 'x-amz-target': `AWSEvents.${name}` }
    const request = { contentType, headers, body: JSON.stringify(input) }
    return send(request, answer => busAnswer(name, answer), signal)
  }
}
