import type { NumberRequest, TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { counterAfter } from '../../core/version/version-counters.ts'

/** Counters that live as long as the process: for tests and for trying things out. */
export const memoryVersionCounters = (): VersionCounters => {
  const counters = new Map<string, TakenNumber>()
  const takeOne = (request: NumberRequest): TakenNumber => {
    const place = JSON.stringify([request.scope, request.key])
    const after = counterAfter(counters.get(place), request)
    counters.set(place, after)
    return after
  }
  return { take: async requests => Promise.resolve(requests.map(takeOne)) }
}
