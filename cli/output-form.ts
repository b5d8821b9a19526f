import type { Terminal } from './terminal.ts'

/** How a command's data is put out; the same four for every command. */
export const outputForms = ['human', 'json', 'ndjson', 'quiet'] as const

export type OutputForm = (typeof outputForms)[number]

/** The options as they were given, for a command that itself tells fewer forms apart. */
export type WithForm<O extends { readonly output: string }> = Omit<O, 'output'> & {
  readonly output: OutputForm
}

type Out = Pick<Terminal, 'out'>
type Run<O, T> = (options: O, terminal: T) => Promise<number>

/** Lines of JSON as one array, written as they come: a run may have more of them than memory. */
const asArray = (out: Terminal['out']): { readonly out: Terminal['out']; readonly end: () => void } => {
  let isBegun = false
  return {
    out: text => {
      for (const line of text.split('\n')) {
        if (line === '') continue
        out(`${isBegun ? ',\n' : '['}${line}`)
        isBegun = true
      }
    },
    end: () => {
      out(isBegun ? ']\n' : '[]\n')
    },
  }
}

/** A terminal of somebody who reads no screen. */
const inPipe = <T extends Out>(terminal: T, out: Terminal['out']): T => ({ ...terminal, out, tty: undefined })

const silent = <T extends Out>(terminal: T): T => inPipe(terminal, () => undefined)

/**
 * Runs a command whose data are lines, with `json` as one array of them. A command that fails before its first line
 * prints no array: its exit code speaks.
 */
export const inLines = async <O extends { readonly output: 'human' | 'ndjson' }, T extends Out = Terminal>(
  terminal: T,
  options: WithForm<O>,
  run: Run<O, T>,
): Promise<number> => {
  const { output } = options
  // What is left out of the type above is put back here, in the form that the command knows.
  const given = { ...options, output: output === 'json' || output === 'ndjson' ? 'ndjson' : 'human' } as O
  if (output === 'human') return run(given, terminal)
  if (output === 'quiet') return run(given, silent(terminal))
  if (output === 'ndjson') return run(given, inPipe(terminal, terminal.out))
  const array = asArray(terminal.out)
  const code = await run(given, inPipe(terminal, array.out))
  array.end()
  return code
}

/** Runs a command whose data are one document, which as NDJSON is one line. */
export const inDocument = async <O extends { readonly output: 'human' | 'json' }, T extends Out = Terminal>(
  terminal: T,
  options: WithForm<O>,
  run: Run<O, T>,
): Promise<number> => {
  const { output } = options
  const given = { ...options, output: output === 'json' || output === 'ndjson' ? 'json' : 'human' } as O
  if (output === 'human') return run(given, terminal)
  return run(given, output === 'quiet' ? silent(terminal) : inPipe(terminal, terminal.out))
}
