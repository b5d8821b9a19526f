import type { IncomingHttpHeaders } from 'node:http'

/** Names that lead to this machine only, and the one under which containers know it. */
const hosts = new Set(['127.0.0.1', 'localhost', '[::1]', 'host.docker.internal'])

const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

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
  if (!hosts.has(nameOf(host))) return 'the Host is not this machine'
  if (origin !== undefined) return 'it comes from a page in a browser (Origin)'
  return headers['sec-fetch-site'] === undefined
    ? undefined
    : 'it comes from a page in a browser (Sec-Fetch-Site)'
}
