import { connect } from 'node:net'
import type { Clock } from '../../core/clock.ts'
import type { CleanUp } from '../clean-up.ts'

/** How often it is looked at, and for how long nobody may listen there, in milliseconds: long enough to start it anew. */
const lookEveryMs = 1_000
const patienceMs = 30_000

/** Whether the port says that nobody listens; one that only is slow is there. */
const isRefused = async ({ hostname, port, protocol }: URL): Promise<boolean> =>
  new Promise(resolve => {
    const host = hostname.replaceAll(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
    const end = (refused: boolean): void => {
      socket.destroy()
      resolve(refused)
    }
    socket.setTimeout(lookEveryMs, () => {
      end(false)
    })
    socket.once('connect', () => {
      end(false)
    })
    socket.once('error', error => {
      end('code' in error && error.code === 'ECONNREFUSED')
    })
  })

/** Resolves when nobody has listened at an endpoint for half a minute, with words for it; looks until the clean-up. */
export const endpointGone = async (endpoint: string, clock: Clock, cleanUp: CleanUp): Promise<string> => {
  let isOver = false
  cleanUp.later(async () => {
    isOver = true
    return Promise.resolve()
  })
  const over = (): boolean => isOver
  let lastThereMs = clock.now()
  while (!over()) {
    await clock.wait(lookEveryMs)
    if (!(await isRefused(new URL(endpoint)))) lastThereMs = clock.now()
    if (clock.now() - lastThereMs >= patienceMs) break
  }
  return `nobody has listened at ${endpoint} for ${patienceMs / 1000} s`
}
