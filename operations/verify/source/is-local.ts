const localHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

const filesOrMemory = /^(sqlite|file|memory):/

/** True for a place on this machine: a file, memory, or a URL on loopback. */
export const isLocalPlace = (url: string | undefined): boolean => {
  if (url === undefined || url === '' || filesOrMemory.test(url)) return true
  const host = /^[a-z0-9+]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(url)?.[1]
  return host !== undefined && localHosts.includes(host.toLowerCase())
}
