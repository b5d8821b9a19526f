import { wordsOf } from '../errors/describe-error.ts'
import type { Hook } from './hooks-of.ts'
import type { WorkEnd } from './observer.ts'
import type { ObserverFailed } from './say-once.ts'

/** Code or name of what was thrown; its message may quote what no metric and no span is to hold. */
const nameOfThrown = (thrown: unknown): string => {
  const { name, code = name } = wordsOf(thrown)
  return code
}

/** Work that observers stand around. */
export interface WatchedWork<T> {
  readonly work: () => Promise<T>
  readonly endedWell: (value: T) => WorkEnd
  /** Of `failed`, where the work threw. */
  readonly all: number
  /** Hears what an observer itself failed with. */
  readonly fail: ObserverFailed
}

/** What the work comes to, whatever the observers do. */
interface WatchedResult<T> {
  readonly result: Promise<T>
  /** Each ends when its observer does, and never rejects. */
  readonly ends: readonly { readonly name: string; readonly ended: Promise<void> }[]
}

const standOne = <T>(
  around: (run: () => Promise<WorkEnd>) => unknown,
  { work, endedWell, all }: WatchedWork<T>,
  fail: (cause: unknown) => void,
): { readonly result: Promise<T>; readonly ended: Promise<void> } => {
  let begun: Promise<T> | undefined
  const begin = async (): Promise<T> => (begun ??= work())
  const run = async (): Promise<WorkEnd> => {
    try {
      return endedWell(await begin())
    } catch (thrown) {
      return { error: nameOfThrown(thrown), failed: all }
    }
  }
  const observe = async (): Promise<void> => {
    try {
      await around(run)
    } catch (thrown) {
      fail(thrown)
    }
  }
  // First the observer, which begins the work in its own context by the time that it gives a promise back.
  const ended = observe()
  return { result: begin(), ended }
}

/** Does work with observers around it, the first one outermost. They have no hand in what comes of the work. */
export const standAround = <What, T>(
  hooks: readonly Hook<What>[],
  what: What,
  watched: WatchedWork<T>,
): WatchedResult<T> => {
  const ends: { readonly name: string; readonly ended: Promise<void> }[] = []
  const outermost = hooks.reduceRight(
    (work, { name, around }) =>
      async () => {
        const one = standOne(
          run => around(what, run),
          { ...watched, work },
          cause => {
            watched.fail(name, cause)
          },
        )
        ends.push({ name, ended: one.ended })
        return one.result
      },
    watched.work,
  )
  return { result: outermost(), ends }
}
