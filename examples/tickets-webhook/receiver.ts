// The helpdesk, for this machine: it is away at first, then takes what has a title. Ends with Ctrl-C.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const port = Number(process.env['PORT'] ?? 4900)
const statuses: number[] = []

const answerTo = ({ title }: { readonly title: string }): number => {
  if (statuses.length < 2) return 503
  return title === '' ? 422 : 204
}

createServer((request, response) => {
  void json(request).then(body => {
    const ticket = body as { readonly title: string; readonly state: string }
    const status = answerTo(ticket)
    statuses.push(status)
    console.log(`${status} ${ticket.state} "${ticket.title}"`)
    response.writeHead(status).end()
  })
}).listen(port, '127.0.0.1', () => console.log(`listening on ${port}`))
