import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { Terminal } from '../../cli/terminal.ts'

/** A terminal that remembers what was written to it, at a time of the test's own. */
export interface NotedTerminal extends Terminal {
  readonly outText: () => string
  readonly saidText: () => string
}

/** A terminal in a folder without a project. */
export const notedTerminal = (
  env: Terminal['env'],
  { nowMs = 1_767_225_600_000, folder = '/nowhere' } = {},
): NotedTerminal => {
  const [out, said]: [string[], string[]] = [[], []]
  return {
    env,
    folder,
    clock: simulatedClock(nowMs),
    out: text => void out.push(text),
    say: text => void said.push(text),
    input: async function* () {
      yield await Promise.resolve('')
    },
    flush: async () => Promise.resolve(),
    signal: new AbortController().signal,
    lend: () => undefined,
    keepLocal: () => undefined,
    tty: undefined,
    random: () => 0.5,
    newId: () => 'id',
    platform: 'linux',
    arch: 'x64',
    homeFolder: '/nowhere',
    outText: () => out.join(''),
    saidText: () => said.join(''),
  }
}
