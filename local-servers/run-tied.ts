import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { SpawnTiedOptions } from './spawn-tied.ts'
import { spawnTied } from './spawn-tied.ts'

/** How a program ended. */
export interface TiedEnd {
  /** `undefined` where it was ended by a signal or for its time, or could not be started. */
  readonly code: number | undefined
  readonly out: string
  /** What it wrote to stderr, or why it could not be started. */
  readonly said: string
}

/** What {@link runTied} takes beside a command. */
export interface RunTiedOptions extends Pick<SpawnTiedOptions, 'folder' | 'env'> {
  /** It is ended after so long. @defaultValue never */
  readonly timeLimitMs?: number
}

/** Of each output, in characters, the end; a program that says more than that is not read for its words. */
const textKept = 64 * 2 ** 20

const collected = (stream: Readable | null): (() => string) => {
  let text = ''
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-textKept)
  })
  return () => text
}

/** Runs a program to its end, which comes with that of this process at the latest. */
export const runTied = async (
  [command = '', ...args]: readonly string[],
  { timeLimitMs, ...options }: RunTiedOptions,
): Promise<TiedEnd> => {
  const child = spawnTied(command, args, { ...options, stdout: 'pipe', stderr: 'pipe' })
  const [out, said] = [collected(child.stdout), collected(child.stderr)]
  const timer =
    timeLimitMs === undefined
      ? undefined
      : setTimeout(() => {
          child.kill('SIGKILL')
        }, timeLimitMs)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { code: code ?? undefined, out: out(), said: said() }
  } catch (error) {
    return { code: undefined, out: out(), said: error instanceof Error ? error.message : '' }
  } finally {
    clearTimeout(timer)
  }
}
