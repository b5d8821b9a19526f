import type { PostedAnswer } from './post-request.ts'

/** What hangs on an error of a service, as on one of the SDK. */
interface AnswerFacts {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string }
}

/** What an answer says of itself. */
const factsOf = ({ status, headers }: PostedAnswer): AnswerFacts => {
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id']
  return { $metadata: { httpStatusCode: status, ...(typeof requestId === 'string' && { requestId }) } }
}

/** The error that an answer is, by its name and words, with what else it holds. */
export const refusedBy = (
  answer: PostedAnswer,
  { name, words }: { readonly name: string; readonly words: string },
  members: object = {},
): Error =>
  Object.assign(new Error(words), members, factsOf(answer), {
    name,
    $fault: answer.status < 500 ? 'client' : 'server',
  })

/** What comes of an answer that is none. What it says is not told, for it may be the page of a proxy. */
export const unreadableAnswer = (answer: PostedAnswer, service: string): Error =>
  Object.assign(
    new Error(`HTTP ${answer.status} with a body that is no answer of ${service}`),
    factsOf(answer),
    {
      name: 'UnreadableAnswer',
    },
  )
