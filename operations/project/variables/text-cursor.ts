/** Reads one text from left to right. */
export interface TextCursor {
  readonly text: string
  readonly at: () => number
  readonly goTo: (at: number) => void
  readonly isAtEnd: () => boolean
  /** Whether the text goes on with this. */
  readonly sees: (text: string) => boolean
  /** Takes what a sticky pattern matches here. */
  readonly take: (pattern: RegExp) => string | undefined
  readonly takeChar: (char: string) => boolean
  readonly skipSpace: () => void
  /** An error that names the place. */
  readonly fail: (what: string) => Error
}

const spaces = / */y

/** A cursor at the start of a text. */
export const textCursor = (text: string): TextCursor => {
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }
  return {
    text,
    at: () => at,
    goTo: to => {
      at = to
    },
    isAtEnd: () => at >= text.length,
    sees: wanted => text.startsWith(wanted, at),
    take,
    takeChar: char => {
      if (text[at] !== char) return false
      at += 1
      return true
    },
    skipSpace: () => void take(spaces),
    fail: what => new Error(`${what} at character ${at + 1} of "${text}"`),
  }
}
