import { resolve } from 'node:path'

/**
 * The place of an OpenSearch, by its URL over HTTP: without a port that is the usual one. Who opens it, and how, makes
 * no other place of it, and is told nobody.
 */
export const placeOfNode = (node: string): string => {
  const bare = node.replace(/\/\/.*@/s, '//').replace(/[?#].*$/s, '')
  const { origin = bare, pathname = '' } = URL.parse(bare) ?? {}
  return (origin + pathname).replace(/\/+$/, '')
}

/** What two URLs of one search store have in common: {@link SearchStore.place} of the store at it. */
export const searchPlaceOf = (url: string): string => {
  const [scheme = '', ...rest] = url.split(':')
  if (scheme === 'memory') return ''
  if (scheme === 'sqlite') return `sqlite:${resolve(rest.join(':'))}`
  return placeOfNode(
    url.replace(/^opensearch\+(?:https|aws):/, 'https:').replace(/^opensearch\+http:/, 'http:'),
  )
}
