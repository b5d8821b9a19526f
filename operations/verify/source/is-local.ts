import { isLoopbackUrl } from '../../../adapters/aws/loopback-url.ts'

const filesOrMemory = /^(sqlite|file|memory):/

/** True for a place on this machine: a file, memory, or a URL on loopback. */
export const isLocalPlace = (url: string | undefined): boolean =>
  url === undefined || url === '' || filesOrMemory.test(url) || isLoopbackUrl(url)
