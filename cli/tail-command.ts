import type { TailEvent } from '../operations/tail/tail.ts'
import { tail } from '../operations/tail/tail.ts'
import { redactedAttributes, sinceOf } from './capture-command.ts'
import { exitCodes } from './exit-code.ts'
import { envForTable } from './running-dev.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace tail`, as they were given. */
export interface TailCommandOptions {
  readonly since?: string
  readonly redact?: string
  readonly output: 'human' | 'ndjson'
}

type ToldHere = Extract<TailEvent, { readonly event: 'Change' }>

const attributesText = ({ changed }: ToldHere): string => {
  if (changed === undefined) return '(the stream carries no images)'
  return changed.length === 0 ? '(nothing but the key)' : changed.join(', ')
}

const changeText = (change: ToldHere): string => {
  const { atMs, eventName, key, isExpiry } = change
  const expired = isExpiry ? ' (expired)' : ''
  return `${new Date(atMs).toISOString()}  ${eventName.padEnd(6)} ${key}${expired}  ${attributesText(change)}`
}

const lines = (terminal: Terminal): ((event: TailEvent) => void) => {
  const [out, say] = [safeLine(terminal.out), safeLine(terminal.say)]
  return event => {
    if (event.event === 'Change') out(changeText(event))
    else if (event.event === 'Trouble') say(event.message)
    else say(`following ${event.streamArn} (${event.viewType ?? 'unknown view'}); Ctrl-C ends it`)
  }
}

/** `tailrace tail` */
export const tailCommand = async (
  tableName: string,
  { since, redact, output }: TailCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { clock, newId, out, signal } = terminal
  await tail({
    ...terminal,
    tableName,
    sinceMs: since === undefined ? undefined : sinceOf(since, clock.now()),
    redact: redact === undefined ? [] : redactedAttributes(redact),
    salt: newId(),
    env: envForTable(terminal, tableName),
    tell: output === 'ndjson' ? json(out) : lines(terminal),
  })
  return signal.aborted ? exitCodes.interrupted : exitCodes.failed
}
