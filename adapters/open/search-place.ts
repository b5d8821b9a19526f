import { resolve } from 'node:path'

/**
 * What two URLs of one search store have in common, as a URL: {@link SearchStore.place} of the store at it. Who opens
 * it, and how, makes no other place of it, and neither does a port that is the usual one.
 */
export const searchPlaceOf = (url: string): string => {
  const [scheme = '', ...rest] = url.split(':')
  if (scheme === 'memory') return ''
  if (scheme === 'sqlite') return `sqlite:${resolve(rest.join(':'))}`
  const address = rest
    .join(':')
    .replace(/\/\/.*@/s, '//')
    .replace(/[?#].*$/s, '')
  const protocol = scheme === 'opensearch+http' ? 'http:' : 'https:'
  const { host, pathname } = URL.parse(protocol + address) ?? {}
  const place = host === undefined || pathname === undefined ? address : `//${host}${pathname}`
  return `${scheme}:${place}`.replace(/\/+$/, '')
}
