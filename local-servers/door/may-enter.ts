import type { IncomingHttpHeaders } from 'node:http'

/** Names that lead to this machine only. */
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** Whether a Host header names this machine, as itself and in nobody else's words. */
export const isLoopbackHost = (host: string): boolean => loopback.has(nameOf(host))

/** Containers know this machine by a name of their own. */
const isHere = (host: string): boolean => isLoopbackHost(host) || nameOf(host) === 'host.docker.internal'

/**
 * Whether a request comes from a program of this machine. A page in a browser reaches loopback too: it says so by its
 * Origin or by fetch metadata, or, when its own name was made to lead here, by the Host. Node's fetch sends
 * `Sec-Fetch-Mode` and no other metadata.
 *
 * @returns why not, or nothing
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refusalOf = (headers: IncomingHttpHeaders): string | undefined => {
  const { host = '', origin } = headers
  if (!isHere(host)) return 'the Host is not this machine'
  if (origin !== undefined) return 'it comes from a page in a browser (Origin)'
  return headers['sec-fetch-site'] === undefined
    ? undefined
    : 'it comes from a page in a browser (Sec-Fetch-Site)'
}
