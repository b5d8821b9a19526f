import type { Clock } from '../../core/clock.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { drawScreen } from './draw-screen.ts'
import { holdTty } from './held-tty.ts'
import { startRedrawing } from './redraw-loop.ts'
import type { ScreenModel } from './screen-model.ts'
import { startView, viewAfter, viewWithNew } from './screen-view.ts'
import type { Shade } from './shade.ts'
import type { Tty } from './tty.ts'

/** What the keys of the screen do; each resolves with a line about what was done, if there is something to say. */
export interface ScreenActions {
  readonly write: () => Promise<string | undefined>
  readonly retry: () => Promise<string | undefined>
  readonly open: () => Promise<string | undefined>
  readonly chaos: () => Promise<string | undefined>
  readonly pause: () => Promise<string | undefined>
}

/** What {@link openDevScreen} takes. */
export interface DevScreenOptions {
  readonly tty: Tty
  readonly model: ScreenModel
  readonly actions: ScreenActions
  readonly clock: Clock
  readonly shade: Shade
  readonly pageUrl: () => string | undefined
  readonly chaosRate: () => number
}

/** A screen that is up. */
export interface DevScreen {
  readonly hear: (event: DevEvent) => void
  /** Whether a key has ended the run, as a person does who is done. */
  readonly wasQuit: () => boolean
  /**
   * Gives the terminal back.
   *
   * @throws what kept it from being drawn
   */
  readonly close: () => Promise<void>
}

const actionKeys: Readonly<Record<string, keyof ScreenActions>> = {
  w: 'write',
  r: 'retry',
  o: 'open',
  c: 'chaos',
  p: 'pause',
}

/** Runs what keys ask for, one after the other, and says how it ended. */
const actionRunner = (
  { actions, model }: Pick<DevScreenOptions, 'actions' | 'model'>,
  redraw: () => void,
): ((action: keyof ScreenActions) => void) => {
  let last = Promise.resolve()
  return action => {
    last = last
      .then(actions[action])
      .then(
        line => {
          if (line !== undefined) model.note(line)
        },
        (error: unknown) => {
          model.note(`${action}: ${reasonOf(error)}`)
        },
      )
      .then(redraw)
  }
}

/** Takes the terminal for a run: draws what is heard, and does what keys say, until it is closed. */
export const openDevScreen = (options: DevScreenOptions): DevScreen => {
  const { tty, model, clock, shade, pageUrl, chaosRate } = options
  let view = startView
  let drawn = 0
  let wasQuit = false

  const draw = (): void => {
    const snapshot = model.snapshot(clock.now())
    const added = model.changesAdded()
    view = viewWithNew(view, added - drawn, snapshot.changes.length)
    drawn = added
    const shown = { ...view, shade, pageUrl: pageUrl(), chaosRate: chaosRate() }
    held.paint(drawScreen(snapshot, tty.size(), shown))
  }
  const redraw = (): void => {
    loop.redraw()
  }
  const run = actionRunner(options, redraw)
  const onKey = (key: string): void => {
    const action = actionKeys[key]
    if (key === 'q') wasQuit = true
    if (key === 'q' || key === '\u0003') tty.interrupt()
    else if (key === '\u001a') held.suspend()
    else if (action !== undefined) run(action)
    else view = viewAfter(view, key, model.changesKept()) ?? view
    redraw()
  }
  const held = holdTty(tty, { onKey, onChange: redraw })
  const loop = startRedrawing(draw, clock, tty.interrupt)

  return {
    hear: redraw,
    wasQuit: () => wasQuit,
    close: async () => {
      try {
        await loop.stop()
      } finally {
        held.release()
      }
    },
  }
}
