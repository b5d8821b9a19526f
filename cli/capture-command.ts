import { raise } from '../core/errors/pipeline-error.ts'
import { capture } from '../operations/capture/capture.ts'
import { captureFaults } from '../operations/capture/faults.ts'
import { counted } from './counted.ts'
import { timeIn } from './duration.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'
import { envForTable } from './running-dev.ts'
import { toolVersion } from './tool-version.ts'

/** The options of `tailrace capture`, as they were given. */
export interface CaptureCommandOptions {
  readonly table: string
  readonly out: string
  readonly keys?: readonly string[]
  readonly since?: string
  readonly redact?: string
  readonly output: 'human' | 'json'
}

/** The time that `--since` names. @throws PipelineError `capture.argument-invalid` */
export const sinceOf = (text: string, nowMs: number): number => {
  const ms = timeIn(text, nowMs)
  if (ms !== undefined) return ms
  throw raise(captureFaults, 'capture.argument-invalid', {
    option: '--since',
    value: text,
    allowed: 'an ISO time, or a duration as 30s, 15m, 2h or 1d',
  })
}

/** `PK` or `PK,SK`; a comma that belongs to a value has a backslash before it. */
const keyOf = (text: string): readonly string[] => {
  const parts = text.split(/(?<!\\),/).map(part => part.replaceAll('\\,', ','))
  if (parts.length <= 2) return parts
  throw raise(captureFaults, 'capture.argument-invalid', {
    option: '--keys',
    value: text,
    allowed: 'PK or PK,SK',
  })
}

/** The attributes that `--redact` names. @throws PipelineError `capture.argument-invalid` */
export const redactedAttributes = (text: string): readonly string[] => {
  const attributes = text.split(',').map(attribute => attribute.trim())
  if (attributes.every(attribute => attribute !== '')) return attributes
  throw raise(captureFaults, 'capture.argument-invalid', {
    option: '--redact',
    value: text,
    allowed: 'attributes or paths with commas between them, as email,address.street',
  })
}

const progressEveryMs = 1_000

/** Tells how far a capture has come, once a second. */
const newProgress = ({ clock, say }: Terminal): ((count: number) => void) => {
  const startedAtMs = clock.now()
  let lastAtMs = startedAtMs
  return count => {
    const nowMs = clock.now()
    if (nowMs - lastAtMs < progressEveryMs) return
    lastAtMs = nowMs
    say(`captured ${counted(count, 'record')} (${Math.round((count * 1000) / (nowMs - startedAtMs))}/s)\n`)
  }
}

/** `tailrace capture` */
export const captureCommand = async (options: CaptureCommandOptions, terminal: Terminal): Promise<number> => {
  const { clock, say, newId, signal } = terminal
  const env = envForTable(terminal, options.table)
  const { complete, count, notMet } = await capture({
    tableName: options.table,
    file: options.out,
    keys: (options.keys ?? []).map(keyOf),
    sinceMs: options.since === undefined ? undefined : sinceOf(options.since, clock.now()),
    redact: options.redact === undefined ? [] : redactedAttributes(options.redact),
    salt: newId(),
    tool: toolVersion(),
    env,
    clock,
    signal,
    onProgress: newProgress(terminal),
  })
  if (options.output === 'json') json(terminal.out)({ file: options.out, count, complete, notMet })
  for (const attribute of notMet) say(`nothing to redact: no record has ${attribute}\n`)
  say(`${counted(count, 'record')} in ${options.out}${complete ? '' : ', not complete: interrupted'}\n`)
  return complete ? exitCodes.done : exitCodes.interrupted
}
