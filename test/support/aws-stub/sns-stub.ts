import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'

interface Published {
  readonly Message: string
  readonly Subject: string | undefined
  readonly MessageGroupId: string | undefined
  readonly MessageDeduplicationId: string | undefined
}

/** The query protocol's own form of an error. */
export const queryError = (status: number, code: string): ServiceAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} it is</Message></Error></ErrorResponse>`,
})

const xml = (operation: string, content: string): ServiceAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${content}</${operation}Result></${operation}Response>`,
})

/** Topics in memory: publish one or ten. */
export const snsStub = () => {
  const topics = new Map<string, Published[]>()
  const refused = new Map<string, { readonly code: string; readonly senderFault: boolean }>()

  const publishBatch = (topic: Published[], input: URLSearchParams): ServiceAnswer => {
    const failed: string[] = []
    const taken: string[] = []
    for (let member = 1; ; member += 1) {
      const field = (name: string): string | undefined =>
        input.get(`PublishBatchRequestEntries.member.${member}.${name}`) ?? undefined
      const [id, Message] = [field('Id'), field('Message')]
      if (id === undefined || Message === undefined) break
      const [, why] = [...refused].find(([text]) => Message.includes(text)) ?? []
      if (why !== undefined) {
        const { code, senderFault } = why
        failed.push(
          `<member><Id>${id}</Id><Code>${code}</Code><Message>${code} it is</Message><SenderFault>${senderFault}</SenderFault></member>`,
        )
        continue
      }
      taken.push(`<member><Id>${id}</Id><MessageId>${id}</MessageId></member>`)
      topic.push({
        Message,
        Subject: field('Subject'),
        MessageGroupId: field('MessageGroupId'),
        MessageDeduplicationId: field('MessageDeduplicationId'),
      })
    }
    if (taken.length + failed.length > 10) return queryError(400, 'TooManyEntriesInBatchRequest')
    return xml(
      'PublishBatch',
      `<Successful>${taken.join('')}</Successful><Failed>${failed.join('')}</Failed>`,
    )
  }

  return {
    create: (topicArn: string): void => void topics.set(topicArn, []),
    published: (topicArn: string): readonly Published[] => topics.get(topicArn) ?? [],
    refuse: (text: string, code: string, senderFault: boolean): void =>
      void refused.set(text, { code, senderFault }),
    refuseNothing: (): void => {
      refused.clear()
    },
    serve: ({ body }: ServiceRequest): ServiceAnswer => {
      const input = new URLSearchParams(body)
      const topic = topics.get(input.get('TopicArn') ?? '')
      if (topic === undefined) return queryError(404, 'NotFound')
      if (input.get('Action') === 'PublishBatch') return publishBatch(topic, input)
      topic.push({
        Message: input.get('Message') ?? '',
        Subject: undefined,
        MessageGroupId: undefined,
        MessageDeduplicationId: undefined,
      })
      return xml('Publish', '<MessageId>1</MessageId>')
    },
  }
}
