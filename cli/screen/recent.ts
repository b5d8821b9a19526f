/** The latest of many, oldest first. */
export interface Recent<T> {
  readonly add: (each: T) => void
  /** How many were ever added. */
  readonly added: () => number
  /** What is kept of them. */
  readonly kept: () => readonly T[]
}

/** Keeps so many. */
export const newRecent = <T>(most: number): Recent<T> => {
  let all: T[] = []
  let added = 0
  return {
    add: each => {
      added += 1
      all.push(each)
      // Cut seldom, so that adding stays cheap.
      if (all.length >= most * 2) all = all.slice(-most)
    },
    added: () => added,
    kept: () => all.slice(-most),
  }
}
