import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { sendDirectly } from '../../aws/direct/send-directly.ts'
import type { AskTopic } from '../ask-topic.ts'
import { topicAnswer } from './topic-answer.ts'
import { topicForm } from './topic-form.ts'

const contentType = 'application/x-www-form-urlencoded'

/**
 * Asks topics without the SDK.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const askTopicDirectly = (options: DirectOptions): AskTopic => {
  const send = sendDirectly('sns', options)
  return async (name, input, signal) => {
    const body = topicForm(name, input)
    return send({ contentType, body }, answer => topicAnswer(name, answer), signal)
  }
}
