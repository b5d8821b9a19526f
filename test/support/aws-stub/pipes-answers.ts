import type { StubAccount } from './stub-account.ts'
import type { ServiceRequest } from './stub-http.ts'

/** What EventBridge Pipes answers to ListPipes: one on a page, so that pages are asked for. */
export const pipesAnswers = (account: StubAccount, { url }: ServiceRequest): object => {
  const { searchParams: asked } = url
  const found = account.pipes.filter(({ Source }) => Source.startsWith(asked.get('SourcePrefix') ?? ''))
  const at = Number(asked.get('NextToken') ?? 0)
  return { Pipes: found.slice(at, at + 1), ...(at + 1 < found.length && { NextToken: String(at + 1) }) }
}
