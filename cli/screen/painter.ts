import type { Tty } from './tty.ts'

/** Draws lines over those that were there. */
export interface Painter {
  readonly paint: (lines: readonly string[]) => void
  /** Forgets what is shown: the next lines are all drawn. */
  readonly clear: () => void
  /** Gives the terminal back as it was. */
  readonly close: () => void
}

// The alternate screen, no cursor, and no wrapping: a line that is wider than was reckoned is cut, and moves nothing.
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J'
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l'

/** Takes the whole of a terminal. */
export const openPainter = (tty: Pick<Tty, 'write'>): Painter => {
  let shown: readonly string[] = []
  tty.write(enter)
  return {
    paint: lines => {
      const changed = lines.flatMap((line, index) =>
        line === shown[index] && lines.length === shown.length
          ? []
          : [`\u001b[${index + 1};1H${line}\u001b[K`],
      )
      const rest = shown.length > lines.length ? '\u001b[J' : ''
      shown = lines
      if (changed.length > 0) tty.write(changed.join('') + rest)
    },
    clear: () => {
      shown = []
      tty.write('\u001b[2J')
    },
    close: () => {
      tty.write(leave)
    },
  }
}
