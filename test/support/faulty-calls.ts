import { setImmediate } from 'node:timers/promises'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'

/** Faults of a service whose calls all go through {@link FaultyCalls.through}. */
export interface FaultyCalls {
  readonly faults: Required<ServiceFaults>
  /** Makes a call, or what has been told to happen in its place. */
  readonly through: <T>(text: string, signal: AbortSignal | undefined, call: () => Promise<T>) => Promise<T>
}

/** What a fault needs to know of a service. */
export interface FaultyService {
  /** What the service answers to what it refuses. */
  readonly refusal: () => Error
  readonly secrets: readonly string[]
}

/** So many turns of the event loop are longer than a call on loopback takes. */
const slowTurns = 2_000

const refusedConnection = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' })

const abortion = async (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })

/** A service in good order, and the ways to bring it out of it. */
export const faultyCalls = ({ refusal, secrets }: FaultyService): FaultyCalls => {
  const refused: string[] = []
  let served = Infinity
  let isSlow = false
  let onHang: (() => void) | undefined
  return {
    faults: {
      secrets,
      refuse: text => void refused.push(text),
      breakDown: () => {
        served = 0
      },
      breakAfterOne: () => {
        served = 1
      },
      restore: () => {
        served = Infinity
        refused.length = 0
        onHang = undefined
      },
      hang: async () =>
        new Promise(resolve => {
          onHang = resolve
        }),
      slowNext: () => {
        isSlow = true
      },
    },
    through: async (text, signal, call) => {
      if (onHang !== undefined) {
        onHang()
        return abortion(signal)
      }
      served -= 1
      if (served < 0) throw refusedConnection()
      if (refused.some(each => text.includes(each))) throw refusal()
      const turns = isSlow ? slowTurns : 0
      isSlow = false
      for (let turn = 0; turn < turns; turn += 1) await setImmediate()
      return call()
    },
  }
}
