import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** A server on loopback that answers as OpenSearch, DynamoDB, S3 and SNS do where everything goes well. */
export interface Doubles {
  readonly url: string
  readonly close: () => void
}

interface Answer {
  readonly status: number
  readonly body: string
}

const json = (value: object, status = 200): Answer => ({ status, body: JSON.stringify(value) })

/** What a table answers that holds nothing and takes everything. */
const ofTable = (operation: string): Answer =>
  json(operation === 'Query' ? { Items: [], Count: 0, ScannedCount: 0 } : {})

const bulkAnswer = (body: string): Answer => {
  const actions = body.split('\n').filter(line => /^\{"(index|delete)":\{"_i/.test(line))
  return json({ errors: false, items: actions.map(() => ({ index: { status: 200 } })) })
}

/** The mark beside an index is kept, as it is in an engine that is in use. */
const ofSearch = (
  marks: Map<string, string>,
  { method, url = '/' }: IncomingMessage,
  body: string,
): Answer => {
  const path = url.replace(/\?.*$/s, '')
  if (path === '/_bulk') return bulkAnswer(body)
  if (path === '/') return json({ version: { distribution: 'opensearch', number: '3.8.0' } })
  const [, mark] = /^\/tailrace-writers\/_(?:doc|create)\/(.+)$/.exec(path) ?? []
  if (mark === undefined) return json({ acknowledged: true, result: 'created' })
  if (method === 'PUT') marks.set(mark, body)
  const kept = marks.get(mark)
  if (kept === undefined) return json({ found: false }, 404)
  return json({
    found: true,
    result: 'created',
    _seq_no: 0,
    _primary_term: 1,
    _source: JSON.parse(kept) as object,
  })
}

const ofTopic = (body: string): Answer => {
  const action = new URLSearchParams(body).get('Action') ?? ''
  const result =
    action === 'PublishBatch'
      ? '<Successful><member><Id>0</Id><MessageId>m</MessageId></member></Successful><Failed/>'
      : '<MessageId>m</MessageId>'
  return {
    status: 200,
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  }
}

const answerTo = (marks: Map<string, string>, request: IncomingMessage, body: string): Answer => {
  const { headers, url = '/' } = request
  const target = headers['x-amz-target']
  if (typeof target === 'string') return ofTable(target.replace(/^.*\./, ''))
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) return ofTopic(body)
  return url.startsWith('/bucket') ? { status: 200, body: '' } : ofSearch(marks, request, body)
}

/** Starts one; it answers at once. */
export const startDoubles = async (): Promise<Doubles> => {
  const marks = new Map<string, string>()
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const { status, body: answer } = answerTo(marks, request, body)
      const isXml = answer.startsWith('<')
      response.writeHead(status, { 'content-type': isXml ? 'text/xml' : 'application/json', etag: '"e"' })
      response.end(answer)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
