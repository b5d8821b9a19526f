/** A mark that somebody made: what it says, and its number. */
export interface LeaseMark {
  /** By which the marks of one thing are told apart and ordered. */
  readonly number: number
  /** What its maker says of itself, opaque to the place. */
  readonly text: string
}

/**
 * Where the holders of one thing leave their marks: the port of a lease. The numbers decide, so all that a place has
 * to do is to make a mark only where there is none, and to show at once what was made.
 */
export interface LeaseMarks {
  /** All marks of the thing, in any order. One that is only half made may be shown with what it has. */
  readonly list: () => Promise<readonly LeaseMark[]>
  /** Makes a mark; false, and nothing is changed, when there is one of that number. */
  readonly create: (number: number, text: string) => Promise<boolean>
  /** Says something else in a mark of that number; the last one to write it is read. */
  readonly replace: (number: number, text: string) => Promise<void>
  /** Takes a mark away; one that is not there is no fault. */
  readonly remove: (number: number) => Promise<void>
}

/** Marks in memory: for tests, and for what does not outlive its process. */
export const memoryLeaseMarks = (marks = new Map<number, string>()): LeaseMarks => ({
  list: async () => Promise.resolve([...marks].map(([number, text]) => ({ number, text }))),
  create: async (number, text) => {
    const isFree = !marks.has(number)
    if (isFree) marks.set(number, text)
    return Promise.resolve(isFree)
  },
  replace: async (number, text) => Promise.resolve(void marks.set(number, text)),
  remove: async number => Promise.resolve(void marks.delete(number)),
})
