import { spawn } from 'node:child_process'
import { resolve as resolvePath } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import headless from '@xterm/headless'

/** A command on a terminal of its own. */
export interface PseudoTerminal {
  readonly type: (keys: string) => void
  /** What is on the screen now, line by line, without spaces at the end. */
  readonly lines: () => readonly string[]
  /** Resolves with the screen as soon as all of these texts are on it. */
  readonly whenShown: (...texts: readonly string[]) => Promise<readonly string[]>
  /** Everything that was ever written. */
  readonly written: () => string
  readonly closed: Promise<number | null>
  readonly kill: () => void
}

/** Long for a busy machine; nothing waits for it where all is well. */
const patienceMs = 60_000

const bin = resolvePath('bin/tailrace.mjs')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const linesOf = (terminal: InstanceType<typeof headless.Terminal>): readonly string[] => {
  const { active } = terminal.buffer
  return Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  )
}

/** Runs `tailrace` on a terminal of this size, as util-linux's `script` makes it. */
export const onPseudoTerminal = (
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number },
  {
    folder = '.',
    env = {},
  }: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {},
): PseudoTerminal => {
  const { columns, rows } = size
  const command = [process.execPath, bin, ...args].map(quoted).join(' ')
  const child = spawn(
    'script',
    ['-qfec', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'],
    {
      cwd: folder,
      env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '', FORCE_COLOR: '', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
    terminal.write(text)
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return {
    type: keys => void child.stdin.write(keys),
    lines: () => linesOf(terminal),
    whenShown: async (...texts) => {
      const ending = { isOver: false }
      const noteEnd = closed.then(() => {
        ending.isOver = true
      })
      const endsAtMs = Date.now() + patienceMs
      for (;;) {
        const lines = linesOf(terminal)
        if (texts.every(text => lines.some(line => line.includes(text)))) return lines
        if (ending.isOver) throw new Error(`it ended without showing ${texts.join(', ')}:\n${written}`)
        if (Date.now() > endsAtMs)
          throw new Error(`${texts.join(', ')} is not shown after ${patienceMs} ms:\n${lines.join('\n')}`)
        await Promise.race([wait(50), noteEnd])
      }
    },
    written: () => written,
    closed,
    kill: () => void child.kill('SIGTERM'),
  }
}
