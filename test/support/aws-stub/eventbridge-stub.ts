import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'
import { jsonError } from './sqs-stub.ts'

interface PutEvent {
  readonly EventBusName: string
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
}

/** Buses in memory: put ten events, a quarter of a megabyte together. */
export const eventBridgeStub = () => {
  const buses = new Map<string, PutEvent[]>()
  const refused = new Map<string, string>()
  const maxBytes = 262_144

  return {
    create: (busArn: string): void => void buses.set(busArn, []),
    events: (busArn: string): readonly PutEvent[] => buses.get(busArn) ?? [],
    refuse: (text: string, code: string): void => void refused.set(text, code),
    refuseNothing: (): void => {
      refused.clear()
    },
    serve: (operation: string, { body }: ServiceRequest): ServiceAnswer => {
      const { Entries, Name } = JSON.parse(body) as {
        readonly Entries: readonly PutEvent[]
        readonly Name: string
      }
      if (operation === 'DescribeEventBus')
        return buses.has(Name) ? { status: 200, body: '{}' } : jsonError(400, 'ResourceNotFoundException')
      const bytes = Entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0)
      if (Entries.length > 10 || bytes > maxBytes)
        return jsonError(
          400,
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        )
      const results = Entries.map(entry => {
        const [, ErrorCode] = [...refused].find(([text]) => entry.Detail.includes(text)) ?? []
        if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: `${ErrorCode} it is` }
        // As on AWS: an event for a bus that is not there is taken, and gone.
        buses.get(entry.EventBusName)?.push(entry)
        return { EventId: 'e' }
      })
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({
          FailedEntryCount: results.filter(each => 'ErrorCode' in each).length,
          Entries: results,
        }),
      }
    },
  }
}
