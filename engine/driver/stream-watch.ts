import type { StreamStatus } from '../ports/stream-source.ts'
import type { Mapping } from './mapping.ts'

/** Tells once of a stream that was disabled or has gone, and of the one that the table has instead. */
export const streamWatch = (
  mapping: Mapping,
): ((status: StreamStatus | 'gone' | undefined) => Promise<void>) => {
  let told: string | undefined

  const successor = async (): Promise<string | undefined> => {
    try {
      return await mapping.source.successor?.()
    } catch {
      // Whether there is another stream does not change what is done with this one; the next look asks again.
      return undefined
    }
  }

  return async status => {
    if (status !== 'DISABLED' && status !== 'gone') return
    const successorArn = await successor()
    const news = `${status} ${successorArn ?? ''}`
    if (news === told) return
    told = news
    mapping.tell({ event: status === 'gone' ? 'StreamGone' : 'StreamDisabled', successorArn })
  }
}
