import type { Session } from '../operations/dev/session.ts'
import { cacheFolder } from './cache-folder.ts'
import { openInBrowser } from './open-in-browser.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { ownVersion } from './tool-version.ts'

/** The page of a run, as `dev` offers it. */
export interface DevPage {
  /** Nothing where the run has none. */
  readonly attach: ((session: Session) => Promise<{ readonly stop: () => Promise<void> }>) | undefined
  /** An address that opens it once, another one each time; nothing where there is no page. */
  readonly newAddress: () => string | undefined
  /** With an address that has not been used, if there is a page. */
  readonly sayAgain: () => void
}

/** What of the options of `dev` is about its page. */
interface DevPageOptions extends ProjectOptions {
  readonly ui: boolean
  readonly once: boolean
  readonly port: number | undefined
  readonly open: boolean
  readonly allowWrites: boolean
  readonly mcpActions: boolean
}

const noPage: DevPage = Object.freeze({
  attach: undefined,
  newAddress: () => undefined,
  sayAgain: () => undefined,
})

/**
 * The page of a run. A run that ends by itself has none unless it is asked for; without one, nothing of it is loaded.
 */
export const devPage = (options: DevPageOptions, terminal: Terminal): DevPage => {
  const { ui, once, port, open, allowWrites, mcpActions } = options
  if (!ui || (once && !open && port === undefined)) return noPage
  let newAddress: (() => string) | undefined
  const sayAgain = (): void => {
    if (newAddress !== undefined) terminal.say(`page     ${newAddress()}\n`)
  }
  return {
    newAddress: () => newAddress?.(),
    sayAgain,
    attach: async session => {
      const { openInspector } = await import('../inspector/server/open-inspector.ts')
      const inspector = await openInspector(session, {
        ...{ ...terminal, port, allowWrites, mcpActions, version: ownVersion() },
        overrides: overridesOf(options),
        cacheFolder: cacheFolder(terminal),
      })
      if (port === undefined && inspector.port !== inspector.usualPort)
        terminal.say(`port ${inspector.usualPort} is taken, the page has ${inspector.port}\n`)
      if (inspector.isBuilt) ({ newAddress } = inspector)
      if (inspector.pageProblem !== undefined)
        terminal.say(`the page is not built from what its sources are: ${inspector.pageProblem}\n`)
      sayAgain()
      if (open && inspector.isBuilt) openInBrowser(inspector.newAddress(), terminal)
      return inspector
    },
  }
}
