import { timingSafeEqual } from 'node:crypto'
import { isLoopbackHost } from '../../local-servers/door/may-enter.ts'

/** What of a request decides whether it may enter. */
export interface Caller {
  readonly method: string
  /** A header's value; nothing where there is none. */
  readonly header: (name: string) => string | undefined
  /** A cookie's value; nothing where there is none. */
  readonly cookie: (name: string) => string | undefined
}

/** Who may look at a run, and who may change something. */
export interface Entrance {
  /** A token for one start address, good for one use. */
  readonly newStartToken: () => string
  /** True once for each token that was given out. */
  readonly spend: (token: string) => boolean
  readonly cookieName: string
  /** What the cookie holds. */
  readonly sessionToken: string
  /** What a request that changes something says in its header. */
  readonly writeToken: string
  /** Why a request comes from a page of somebody else, or nothing. Of every request. */
  readonly strangerBy: (caller: Caller) => string | undefined
  /** Why a request may not read, or nothing. */
  readonly refusedRead: (caller: Caller) => string | undefined
  /** Why a request may not change anything, or nothing; beside what reading takes. */
  readonly refusedWrite: (caller: Caller) => string | undefined
}

/** The header that a page of somebody else cannot know the value of. */
const writeHeader = 'x-tailrace-token'

const isSame = (a: string | undefined, b: string): boolean => {
  const [given, wanted] = [Buffer.from(a ?? ''), Buffer.from(b)]
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted)
}

const stranger = ({ header }: Caller, port: number): string | undefined => {
  const host = header('host') ?? ''
  if (!isLoopbackHost(host) || !host.endsWith(`:${port}`)) return 'the Host is not this machine'
  const origin = header('origin')
  if (origin !== undefined && origin !== `http://${host}`) return 'it comes from another page (Origin)'
  const site = header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return 'it comes from another page (Sec-Fetch-Site)'
  return undefined
}

const isJson = ({ header }: Caller): boolean =>
  /^application\/json\s*(;|$)/i.test(header('content-type') ?? '')

/**
 * The entrance of a server on loopback. Every page of a browser reaches loopback, and servers of one machine share
 * their cookies whatever their port: so the cookie is named by the port, and a change takes a header as well.
 *
 * @param newToken - gives text that nobody can guess
 */
export const newEntrance = (port: number, newToken: () => string): Entrance => {
  const unspent = new Set<string>()
  const cookieName = `tailrace-${port}`
  const [sessionToken, writeToken] = [newToken(), newToken()]
  return {
    cookieName,
    sessionToken,
    writeToken,
    newStartToken: () => {
      const token = newToken()
      unspent.add(token)
      return token
    },
    spend: token => unspent.delete(token),
    strangerBy: caller => stranger(caller, port),
    refusedRead: ({ cookie }) =>
      isSame(cookie(cookieName), sessionToken)
        ? undefined
        : 'open it with the address that tailrace dev says; each address works once',
    refusedWrite: caller => {
      if (caller.method !== 'POST') return 'changes are made by POST'
      if (!isJson(caller)) return 'a change is JSON, and says so (Content-Type)'
      return isSame(caller.header(writeHeader), writeToken) ? undefined : `${writeHeader} is missing`
    },
  }
}
