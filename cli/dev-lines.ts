import type { DevEvent } from '../operations/dev/dev-event.ts'
import { changeLines } from './change-lines.ts'
import { progressLines } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { safeLine } from './terminal.ts'

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** Tells a person what happens: changes as data, the rest beside it. */
export const devLines = (terminal: Terminal): ((event: DevEvent) => void) => {
  const { out } = terminal
  const say = safeLine(terminal.say)
  const progress = progressLines('written', say)
  let changes = changeLines([], out)
  return event => {
    switch (event.event) {
      case 'TableEngine':
        out(`Table engine: ${event.kind}, because ${event.why}\n`)
        return
      case 'Fetching':
        say(`fetching DynamoDB Local: ${megabytes(event.doneBytes)} of ${megabytes(event.totalBytes)} MB\n`)
        return
      case 'Started':
        changes = changeLines(event.functions, out)
        say(`${event.functions.join(' and ')} on the stream of ${event.tables.join(', ')}\n`)
        say(`tables are at ${event.endpoint}, for your own programs too: variables in ${event.envFile}\n`)
        say(`sinks are in ${event.runFolder}\n`)
        return
      case 'LeftOut':
        say(
          `${event.functionName} is left out of the stream of ${event.table}, which no file here describes\n`,
        )
        return
      case 'Writing':
        progress(event)
        return
      case 'InputLeftOut':
        say(`the input is not written: ${event.tables.join(', ')} was there before\n`)
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
        return
      case 'Reloaded':
        say(`${event.functionName} was changed and is loaded anew\n`)
        return
      case 'ReloadFailed':
        say(`${event.functionName} is not loaded: ${event.message}\n`)
        return
      case 'FilterDecided':
      case 'EffectWritten':
        changes(event)
        return
      case 'InvokeEnded':
        if (event.result === 'failure' || event.result === 'not-invoked')
          say(`${event.mapping} failed: ${event.message ?? event.result}\n`)
        return
      case 'FilterWarning':
        say(`${event.mapping}: ${event.message}\n`)
        return
      case 'Discarded':
        changes(event)
        say(`${event.mapping} gave up ${event.records.length} records: ${event.condition}\n`)
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
