import type { DevEvent } from '../../operations/dev/dev-event.ts'
import type { Session } from '../../operations/dev/session.ts'
import { devLines } from '../dev-lines.ts'
import type { DevPage } from '../dev-page.ts'
import { openInBrowser } from '../open-in-browser.ts'
import type { Terminal } from '../terminal.ts'
import { devActions } from './dev-actions.ts'
import type { DevScreen } from './dev-screen.ts'
import { openDevScreen } from './dev-screen.ts'
import { newScreenModel } from './screen-model.ts'
import { shadeFor } from './shade.ts'
import type { Tty } from './tty.ts'

/** What tells a person what a run does. */
export interface DevDisplay {
  readonly tell: (event: DevEvent) => void
  /** Looks at a run that is about to start, until it is stopped. */
  readonly attach: (session: Session) => Promise<{ readonly stop: () => Promise<void> }>
  /** Whether a key has ended it, as a person does who is done. */
  readonly wasQuit: () => boolean
  /** Whether a screen is up, on which nothing else may be written. */
  readonly isScreen: () => boolean
}

const plainDisplay = (terminal: Terminal): DevDisplay => ({
  tell: devLines(terminal),
  attach: async () => Promise.resolve({ stop: async () => Promise.resolve() }),
  wasQuit: () => false,
  isScreen: () => false,
})

/** Lines until the run has started, which may fail and then has said why; from then on a screen. */
const screenDisplay = (
  terminal: Terminal,
  tty: Tty,
  { chaosAtStart, page }: { readonly chaosAtStart: number; readonly page: DevPage },
): DevDisplay => {
  const { clock, random, newId, env, folder } = terminal
  let session: Session | undefined
  let screen: DevScreen | undefined
  let isOurs = true
  let chaosRate = chaosAtStart
  let pageUrl: string | undefined
  const lines = devLines(terminal)
  const model = newScreenModel(mapping => session?.functionOf(mapping) ?? mapping)
  const openPage = (): string | undefined => {
    const address = page.newAddress()
    if (address === undefined) return 'there is no page in this run'
    openInBrowser(address, { ...terminal, say: model.note })
    return undefined
  }
  const open = (opened: Session): DevScreen =>
    openDevScreen({
      tty,
      model,
      clock,
      shade: shadeFor(env),
      pageUrl: () => pageUrl,
      chaosRate: () => chaosRate,
      actions: devActions({
        session: opened,
        isOurs,
        random,
        newId,
        folder,
        self: [process.execPath, process.argv[1] ?? ''],
        open: async () => Promise.resolve(openPage()),
        chaos: {
          rate: () => chaosRate,
          set: rate => {
            chaosRate = rate
          },
        },
      }),
    })
  return {
    attach: async attached => {
      session = attached
      // It works once; the key for it makes another one.
      pageUrl = page.newAddress()
      return Promise.resolve({ stop: async () => screen?.close() })
    },
    tell: event => {
      if (event.event === 'TableEngine') isOurs = event.kind !== 'endpoint'
      model.hear(event)
      if (screen === undefined) lines(event)
      else screen.hear(event)
      if (event.event === 'Started' && session !== undefined) screen = open(session)
    },
    isScreen: () => screen !== undefined,
    wasQuit: () => screen?.wasQuit() === true,
  }
}

/** A screen where there is a terminal for it, otherwise lines. */
export const devDisplay = (terminal: Terminal, chaosRate: number | undefined, page: DevPage): DevDisplay =>
  terminal.tty === undefined
    ? plainDisplay(terminal)
    : screenDisplay(terminal, terminal.tty, { chaosAtStart: chaosRate ?? 0, page })
