import type { ProcessorReport, RecordReport } from '../core/dispatch/report.ts'
import type { DevEvent } from '../operations/dev/dev-event.ts'
import { newProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'

const outcomeText = ({ processor, outcome, attempt, error }: ProcessorReport): string => {
  if (outcome !== 'retry' && outcome !== 'parked') return `${processor} ${outcome}`
  const why = error === undefined ? 'behind another' : `attempt ${attempt}: ${error.code}`
  return `${processor} ${outcome === 'retry' ? 'to be retried' : 'parked'} (${why})`
}

/** One line about one change, as a function dealt with it. */
export const changeLine = (
  functionName: string,
  { eventName, key, outcomes }: Pick<RecordReport, 'eventName' | 'key' | 'outcomes'>,
): string => {
  const done = outcomes.length === 0 ? 'filtered' : outcomes.map(outcomeText).join(', ')
  return `${eventName.padEnd(6)} ${key}  ${functionName}: ${done}\n`
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** Tells a person what happens: changes as data, the rest beside it. */
export const devLines = ({ out, say }: Terminal): ((event: DevEvent) => void) => {
  const progress = newProgress('written', say)
  return event => {
    switch (event.event) {
      case 'TableEngine':
        out(`Table engine: ${event.kind}, because ${event.why}\n`)
        return
      case 'Fetching':
        say(`fetching DynamoDB Local: ${megabytes(event.doneBytes)} of ${megabytes(event.totalBytes)} MB\n`)
        return
      case 'Started':
        say(`${event.functions.join(' and ')} on the stream of ${event.tableName}, ${event.endpoint}\n`)
        say(`sinks are in ${event.runFolder}\n`)
        return
      case 'Writing':
        progress(event)
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
      case 'EffectWritten':
        if (event.report.outcomes.length > 0) out(changeLine(event.functionName, event.report))
        return
      case 'InvokeEnded':
        if (event.result === 'failure' || event.result === 'not-invoked')
          say(`${event.mapping} failed: ${event.message ?? event.result}\n`)
        return
      case 'Discarded':
        say(`${event.mapping} gave up ${event.records.length} records: ${event.condition}\n`)
        return
      case 'SourceFailed':
        say(`${event.mapping} cannot read the stream: ${event.message}\n`)
        return
      case 'Gap':
        say(`${event.mapping} missed records of ${event.shardId}: they left the stream unread\n`)
        return
      default:
    }
  }
}
