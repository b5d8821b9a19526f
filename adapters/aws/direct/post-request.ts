import type { ReadyRequest, WholeAnswer } from '../../http/send-request.ts'
import { requestSender } from '../../http/send-request.ts'
import type { PostLimits } from './limited-request.ts'
import { limitedRequest } from './limited-request.ts'

/** A POST, or a PUT, that is signed and ready to go. */
export type ReadyPost = Omit<ReadyRequest, 'method'> & {
  /** @defaultValue POST */
  readonly method?: 'POST' | 'PUT'
}

/** What came back, whole. */
export type PostedAnswer = Omit<WholeAnswer, 'bytes'> & { readonly text: string }

/** Makes one attempt. Rejects where no whole answer came: with Node's error, an AbortError or a TimeoutError. */
export type PostRequest = (post: ReadyPost) => Promise<PostedAnswer>

/** What {@link postRequest} takes. */
export interface PostSettings extends PostLimits {
  /** Whether a connection is kept for the next request. @defaultValue true */
  readonly keepAlive?: boolean
}

/** Posts over connections that are kept for the next request, as the SDK keeps them. */
export const postRequest = ({ keepAlive = true, ...limits }: PostSettings): PostRequest => {
  const { send } = requestSender({ keepAlive, hold: request => limitedRequest(request, limits) })
  return async post => {
    const { status, headers, bytes } = await send({ method: 'POST', ...post })
    return { status, headers, text: bytes.toString() }
  }
}
