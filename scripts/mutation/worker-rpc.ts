// What a worker of vitest asks the process that has started it.
import type { RuntimeRPC, WorkerGlobalState } from 'vitest'
import type { Failure } from './current-run.ts'

type Rpc = WorkerGlobalState['rpc']
type Fetch = (...asked: Parameters<RuntimeRPC['fetch']>) => ReturnType<RuntimeRPC['fetch']>

/** What vitest has compiled does not change while the worker lives: each module is sent once. */
export const rememberedFetch = (fetch: Fetch): Fetch => {
  const known = new Map<string, Awaited<ReturnType<Fetch>>>()
  return async (id, importer, environment, options) => {
    if (options?.cached === true) return { cache: true }
    const key = `${id} ${id.startsWith('.') ? (importer ?? '') : ''}`
    const result = known.get(key) ?? (await fetch(id, importer, environment, options))
    known.set(key, result)
    return { ...result }
  }
}

/** The server is asked for modules only: what becomes of tests is the worker's own business. */
export const rpcWith = (rpc: Rpc, fetch: Fetch, onError: (error: Failure) => void): Rpc =>
  new Proxy(rpc, {
    get: (target, name, receiver) => {
      if (name === 'fetch') return fetch
      if (name === 'onUnhandledError') return onError
      const isReport = typeof name === 'string' && (name.startsWith('on') || name === 'snapshotSaved')
      return isReport ? () => Promise.resolve() : (Reflect.get(target, name, receiver) as unknown)
    },
  })
