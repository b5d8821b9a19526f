const scheme = /^[a-z][a-z0-9+.-]*:(?=\/\/)/i
const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

/**
 * True for a URL whose requests stay on this machine. It is read as Node reads it when it asks: a host that only looks
 * like one of this machine, because of what stands before an `@`, a `?` or a `#`, is none.
 */
export const isLoopbackUrl = (url: string): boolean => {
  if (!scheme.test(url)) return false
  // Of all schemes a host is one of the web's: ours are told apart by them and asked over HTTP or sockets.
  const asked = url.replace(scheme, 'http:')
  return URL.canParse(asked) && loopback.test(new URL(asked).hostname)
}
