import type { Painter } from './painter.ts'
import { openPainter } from './painter.ts'
import type { Tty } from './tty.ts'

/** A terminal that is taken as a whole: its screen and its keys. */
interface HeldTty extends Pick<Painter, 'paint'> {
  /** Gives it back until the shell lets this process go on. */
  readonly suspend: () => void
  /** Gives it back. */
  readonly release: () => void
}

/** @param onChange - everything has to be drawn anew */
export const holdTty = (
  tty: Tty,
  { onKey, onChange }: { readonly onKey: (key: string) => void; readonly onChange: () => void },
): HeldTty => {
  let painter = openPainter(tty)
  let giveBackKeys = tty.listen(onKey)
  const giveBack = (): void => {
    giveBackKeys()
    painter.close()
  }
  const ends = [
    tty.onResize(() => {
      painter.clear()
      onChange()
    }),
    tty.onContinue(() => {
      giveBackKeys()
      painter = openPainter(tty)
      giveBackKeys = tty.listen(onKey)
      onChange()
    }),
    // A second Ctrl-C ends the process at once, and must not leave a terminal behind that shows no cursor.
    tty.onExit(() => {
      painter.close()
    }),
  ]
  return {
    paint: lines => {
      painter.paint(lines)
    },
    suspend: () => {
      giveBack()
      tty.suspend()
    },
    release: () => {
      for (const end of ends) end()
      giveBack()
    },
  }
}
