/** Told of each event, in the order in which they happen. */
export type Listener<E> = (event: E) => void

/** Where everything that happens in a run is told once and heard by whoever wants to. */
export interface Bus<E> {
  readonly tell: Listener<E>
  /** @returns what ends it */
  readonly subscribe: (listener: Listener<E>) => () => void
}

/**
 * A bus without listeners.
 *
 * @param onBroken - told of a listener that throws: it hears nothing more, and the others and the run go on
 */
export const newBus = <E>(onBroken: (error: unknown) => void): Bus<E> => {
  const listeners = new Set<Listener<E>>()
  return {
    tell: event => {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          listeners.delete(listener)
          onBroken(error)
        }
      }
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
