import type { DevEvent } from '../operations/dev/dev-event.ts'
import { changeLines } from './change-lines.ts'
import { counted } from './counted.ts'
import { findingLine } from './finding-line.ts'
import { placeLines } from './place-lines.ts'
import { progressLines } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { projectLines } from './project-lines.ts'
import { safeLine } from './terminal.ts'

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

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

/** Tells a person what happens: changes as data, the rest beside it. */
export const devLines = (terminal: Terminal): ((event: DevEvent) => void) => {
  const { out } = terminal
  const say = withoutRepetition(safeLine(terminal.say))
  const progress = progressLines('written', say)
  let changes = changeLines([], out)
  let where = (): void => undefined
  const refused = new Set<string>()
  return event => {
    switch (event.event) {
      case 'TableEngine':
        out(`Table engine: ${event.kind}, because ${event.why}\n`)
        return
      case 'Fetching':
        say(`fetching DynamoDB Local: ${megabytes(event.doneBytes)} of ${megabytes(event.totalBytes)} MB\n`)
        return
      case 'Started':
        changes = changeLines(event.mappings, out)
        where = () => {
          for (const line of placeLines(event)) say(line)
        }
        say(
          `${event.functions.join(' and ')} on the stream${event.tables.length === 1 ? '' : 's'} of ${event.tables.join(', ')}\n`,
        )
        where()
        return
      case 'Finding':
        // What only costs is said by tailrace check.
        if (event.severity !== 'notes') say(findingLine(event))
        return
      case 'DiffersHere':
        say(`${event.functionName}: ${event.message}\n`)
        return
      case 'LeftOut':
        say(
          `${event.functionName} is left out of the stream of ${event.table}, which no file here describes: tables in tailrace.config.ts can\n`,
        )
        return
      case 'ProjectRead':
        for (const line of projectLines(event)) say(`${line}\n`)
        return
      case 'Writing':
        progress(event)
        return
      case 'InputLeftOut':
        say(`the input is not written: ${event.tables.join(', ')} was there before\n`)
        return
      case 'AccountAllowed':
        say(
          `functions may use AWS account ${event.account} in ${event.region}, and the sinks that this environment names\n`,
        )
        return
      case 'Refused':
        if (refused.has(event.setting)) return
        refused.add(event.setting)
        say(
          `a function was kept from ${event.service} (${event.operation}): set ${event.setting}, or pass --allow-remote-sinks\n`,
        )
        return
      case 'Synthesizing':
        say(`${event.command}\n`)
        return
      case 'Paused':
        say('paused: nothing is read from the streams\n')
        return
      case 'Resumed':
        say('going on\n')
        return
      case 'WatchFailed':
        say(`a change of files was not taken up: ${event.message}\n`)
        return
      case 'SettingsChanged':
        say(
          `${event.file} is not what this run was started with (${event.changed.join(', ')}): start anew for it\n`,
        )
        return
      case 'SettingsUnreadable':
        say(`${event.message}\n`)
        return
      case 'Inspecting':
        say(`a debugger reaches ${event.functionName} at 127.0.0.1:${event.port}\n`)
        return
      case 'ListenerFailed':
        say(`a part of the display failed: ${event.message}\n`)
        return
      case 'CaughtUp':
        say('everything written so far is delivered\n')
        where()
        return
      case 'Reloaded':
        say(`${event.functionName} was changed and is loaded anew\n`)
        return
      case 'ReloadFailed':
        say(`${event.functionName} is not loaded: ${event.message}\n`)
        return
      case 'FilterDecided':
      case 'EffectWritten':
      case 'Answered':
        changes(event)
        return
      case 'Warned': {
        const detail = event.detail === undefined ? '' : ` (${event.detail})`
        say(`${event.functionName}: ${event.message}${detail}. ${event.remedy} [${event.code}]\n`)
        return
      }
      case 'Building':
        say(`${event.line}\n`)
        return
      case 'NotVerified':
        say(`${event.functionName} is not verified: it exports no pipeline that says what it has to write\n`)
        return
      case 'InvokeEnded':
        if (event.result === 'failure' || event.result === 'not-invoked')
          say(`${event.mapping} failed: ${event.message ?? event.result}\n`)
        return
      case 'FilterWarning':
      case 'ClockWarning':
        say(`${event.mapping}: ${event.message}\n`)
        return
      case 'Discarded':
        changes(event)
        say(`${event.mapping} gave up ${counted(event.records.length, 'record')}: ${event.condition}\n`)
        return
      case 'SourceFailed':
        say(`${event.mapping} cannot read the stream: ${event.message}\n`)
        return
      case 'LeaseLost':
        say(`${event.mapping} was stopped: ${event.holder} has it now\n`)
        return
      case 'Gap':
        say(`${event.mapping} missed records of ${event.shardId}: they left the stream unread\n`)
        return
      default:
    }
  }
}
