import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'
import type { ServiceRequest } from './stub-http.ts'

const nameIn = (arn: string): string => arn.split(':')[6] ?? arn

const mappings = (account: StubAccount, { url }: ServiceRequest): object => {
  const { searchParams: asked } = url
  const [stream, name] = [asked.get('EventSourceArn'), asked.get('FunctionName')]
  if (name !== null && !(name in account.functions))
    throw new StubRefusal('ResourceNotFoundException', `Function not found: ${name}`, 404)
  const found = account.mappings.filter(
    ({ EventSourceArn, FunctionArn }) =>
      (stream === null || EventSourceArn === stream) && (name === null || nameIn(FunctionArn) === name),
  )
  // One on a page, so that pages are asked for.
  const at = Number(asked.get('Marker') ?? 0)
  return {
    EventSourceMappings: found.slice(at, at + 1),
    ...(at + 1 < found.length && { NextMarker: String(at + 1) }),
  }
}

/** What Lambda answers. */
export const lambdaAnswers = (account: StubAccount, request: ServiceRequest, operation: string): object => {
  if (/^GET \/2015-03-31\/event-source-mappings\/?$/.test(operation)) return mappings(account, request)
  if (operation === 'GET /2015-03-31/functions/NAME/configuration') {
    const [, name = ''] = /\/functions\/([^/]+)\//.exec(request.url.pathname) ?? []
    const found = account.functions[decodeURIComponent(name)]
    if (found !== undefined) return found
    throw new StubRefusal('ResourceNotFoundException', `Function not found: ${name}`, 404)
  }
  throw new StubRefusal('UnknownOperationException', operation, 404)
}
