import type { ReadyRequest, WholeAnswer } from '../../http/send-request.ts'
import { requestSender } from '../../http/send-request.ts'
import type { PostLimits } from './limited-request.ts'
import { limitedRequest } from './limited-request.ts'

/** A POST that is signed and ready to go. */
export type ReadyPost = Omit<ReadyRequest, 'method' | 'path'>

/** What came back, whole. */
export type PostedAnswer = Omit<WholeAnswer, 'bytes'> & { readonly text: string }

/** Makes one attempt. Rejects where no whole answer came: with Node's error, an AbortError or a TimeoutError. */
export type PostRequest = (post: ReadyPost) => Promise<PostedAnswer>

/** Posts over connections that are kept for the next request, as the SDK keeps them. */
export const postRequest = (limits: PostLimits): PostRequest => {
  const { send } = requestSender(request => limitedRequest(request, limits))
  return async post => {
    const { status, headers, bytes } = await send({ ...post, method: 'POST' })
    return { status, headers, text: bytes.toString() }
  }
}
