import type { IncomingMessage } from 'node:http'

/** Bytes of a response that Lambda takes at most. */
const maxResponseBytes = 6_291_556

/** The text of a request, or what was left of one that is too large. */
export interface LimitedBody {
  readonly text: string
  readonly isTooLarge: boolean
}

/** Reads a request to its end, so that the sender hears the answer, and keeps no more of it than Lambda takes. */
export const limitedBody = async (request: IncomingMessage): Promise<LimitedBody> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxResponseBytes) chunks.push(chunk)
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isTooLarge: size > maxResponseBytes }
}
