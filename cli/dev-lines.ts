import type { DevEvent } from '../operations/dev/dev-event.ts'
import { changeLines } from './change-lines.ts'
import { counted } from './counted.ts'
import { devLine } from './dev-line.ts'
import { placeLines } from './place-lines.ts'
import { progressLines } from './progress.ts'
import { projectLines } from './project-lines.ts'
import type { Terminal } from './terminal.ts'
import { safeLine } from './terminal.ts'

/** Says a line once where it comes again and again, and how often when another one comes. */
const withoutRepetition = (say: (line: string) => void): ((line: string) => void) => {
  let last = ''
  let more = 0
  return line => {
    if (line === last) {
      more += 1
      return
    }
    if (more > 0) say(`(said ${counted(more, 'more time')})\n`)
    last = line
    more = 0
    say(line)
  }
}

const listOf = ({ functions, tables }: Extract<DevEvent, { readonly event: 'Started' }>): string =>
  `${functions.join(' and ')} on the stream${tables.length === 1 ? '' : 's'} of ${tables.join(', ')}`

/** Says once for each setting what functions were kept from. */
const refusals = (say: (line: string) => void): ((event: DevEvent) => void) => {
  const known = new Set<string>()
  return event => {
    if (event.event !== 'Refused' || known.has(event.setting)) return
    const { service, operation, setting } = event
    known.add(setting)
    say(`a function was kept from ${service} (${operation}): set ${setting}, or pass --allow-remote-sinks`)
  }
}

/** Tells a person what happens: changes as data, the rest beside it. */
export const devLines = (terminal: Terminal): ((event: DevEvent) => void) => {
  const { out } = terminal
  const say = withoutRepetition(safeLine(terminal.say))
  const progress = progressLines('written', say)
  const sayRefused = refusals(say)
  let changes = changeLines([], out)
  let places: readonly string[] = []
  const sayAll = (all: readonly string[]): void => {
    for (const line of all) say(line)
  }
  return event => {
    switch (event.event) {
      case 'TableEngine':
        out(`Table engine: ${event.kind}, because ${event.why}\n`)
        return
      case 'ProjectRead':
        sayAll(projectLines(event))
        return
      case 'Started':
        changes = changeLines(event.mappings, out)
        places = placeLines(event)
        sayAll([listOf(event), ...places])
        return
      case 'CaughtUp':
        sayAll(['everything written so far is delivered', ...places])
        return
      case 'Writing':
        progress(event)
        return
      case 'FilterDecided':
      case 'EffectWritten':
      case 'Answered':
      case 'Discarded':
        changes(event)
        break
      default:
        sayRefused(event)
    }
    const line = devLine(event)
    if (line !== undefined) say(line)
  }
}
