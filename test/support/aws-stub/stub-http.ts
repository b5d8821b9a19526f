import type { IncomingHttpHeaders } from 'node:http'

/** A request as it came over the wire. */
export interface ServiceRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What a service answers. */
export interface ServiceAnswer {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}
