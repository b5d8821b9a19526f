import type { Observer, StandAround } from './observer.ts'

/** One hook of an observer. */
export interface Hook<What> {
  readonly name: string
  readonly around: StandAround<What>
}

/** The same hook of all observers that have it. */
export const hooksOf = <What>(
  observers: readonly Observer[],
  hookOf: (observer: Observer) => StandAround<What> | undefined,
): readonly Hook<What>[] =>
  observers.flatMap(observer => {
    const around = hookOf(observer)
    return around === undefined ? [] : [{ name: observer.name, around }]
  })
