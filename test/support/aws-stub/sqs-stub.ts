import { hash } from 'node:crypto'
import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'

interface SentMessage {
  readonly Id?: string
  readonly MessageBody: string
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
}

/** The JSON protocol's own form of an error. */
export const jsonError = (status: number, type: string, message = `${type} it is`): ServiceAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws#${type}`, message }),
})

const json = (value: unknown): ServiceAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(value),
})

/** Queues in memory: send one or ten, a FIFO queue dropping what it has had by its deduplication id. */
export const sqsStub = () => {
  const queues = new Map<string, SentMessage[]>()
  /** Message bodies that hold this text are not taken; what is said of them. */
  const refused = new Map<string, { readonly Code: string; readonly SenderFault: boolean }>()
  const maxBytes = 262_144

  const take = (queueUrl: string, queue: SentMessage[], message: SentMessage): void => {
    const { MessageDeduplicationId: id } = message
    const isRepeat = queueUrl.endsWith('.fifo') && queue.some(each => each.MessageDeduplicationId === id)
    if (!isRepeat) queue.push(message)
  }
  const sent = ({ Id, MessageBody }: SentMessage) => ({
    ...(Id !== undefined && { Id }),
    MessageId: hash('md5', MessageBody),
    MD5OfMessageBody: hash('md5', MessageBody),
  })

  const sendBatch = (
    queueUrl: string,
    queue: SentMessage[],
    entries: readonly SentMessage[],
  ): ServiceAnswer => {
    if (entries.length > 10) return jsonError(400, 'TooManyEntriesInBatchRequest')
    const bytes = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)
    if (bytes > maxBytes) return jsonError(400, 'BatchRequestTooLong', 'Batch requests cannot be longer')
    if (queueUrl.endsWith('.fifo') && entries.some(({ MessageGroupId }) => MessageGroupId === undefined))
      return jsonError(400, 'MissingParameter', 'The request must contain the parameter MessageGroupId.')
    const Failed = entries.flatMap(({ Id, MessageBody }) => {
      const [, why] = [...refused].find(([text]) => MessageBody.includes(text)) ?? []
      return why === undefined ? [] : [{ Id, ...why, Message: `${why.Code} it is.` }]
    })
    const taken = entries.filter(({ Id }) => !Failed.some(failed => failed.Id === Id))
    for (const entry of taken) take(queueUrl, queue, entry)
    return json({ Successful: taken.map(sent), ...(Failed.length > 0 && { Failed }) })
  }

  return {
    create: (queueUrl: string): void => void queues.set(queueUrl, []),
    messages: (queueUrl: string): readonly SentMessage[] => queues.get(queueUrl) ?? [],
    refuse: (text: string, Code: string, SenderFault: boolean): void =>
      void refused.set(text, { Code, SenderFault }),
    refuseNothing: (): void => {
      refused.clear()
    },
    serve: (operation: string, { body }: ServiceRequest): ServiceAnswer => {
      const input = JSON.parse(body) as SentMessage & {
        readonly QueueUrl: string
        readonly QueueName?: string
        readonly Entries: readonly SentMessage[]
      }
      if (operation === 'GetQueueUrl') {
        const QueueUrl = [...queues.keys()].find(url => url.endsWith(`/${input.QueueName}`))
        return QueueUrl === undefined ? jsonError(400, 'QueueDoesNotExist') : json({ QueueUrl })
      }
      const queue = queues.get(input.QueueUrl)
      if (queue === undefined) return jsonError(400, 'QueueDoesNotExist')
      if (operation === 'SendMessageBatch') return sendBatch(input.QueueUrl, queue, input.Entries)
      take(input.QueueUrl, queue, input)
      return json(sent(input))
    },
  }
}
