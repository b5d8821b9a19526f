/** One deliberate change of a source file. */
export interface Mutant {
  readonly file: string
  readonly mutator: string
  /** Where in the file's text the change is. */
  readonly start: number
  readonly end: number
  readonly replacement: string
  /** From 1. */
  readonly lineNumber: number
  /** The first line that the change touches, without its indentation. */
  readonly line: string
  /** What is replaced, and by what. */
  readonly change: string
  /** Tells mutants apart that are alike in all of this: from 0, in the order of the file. */
  readonly nth: number
}

/** What a mutant is known by when lines above it come and go. */
export const mutantKey = ({ file, mutator, line, change, nth }: Omit<Mutant, 'start' | 'end'>): string =>
  JSON.stringify([file, mutator, line, change, nth])

/** The file's text with the change in it. */
export const mutatedText = (text: string, { start, end, replacement }: Mutant): string =>
  text.slice(0, start) + replacement + text.slice(end)
