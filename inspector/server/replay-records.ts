import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ReplayOptions } from '../../operations/replay/replay.ts'
import { replay } from '../../operations/replay/replay.ts'
import type { ReplayView } from '../wire/wire-state.ts'

/** What a replay takes of the machine that it runs on. */
export type ReplaySurroundings = Pick<
  ReplayOptions,
  'folder' | 'overrides' | 'env' | 'cacheFolder' | 'platform' | 'arch' | 'clock' | 'newId' | 'signal'
>

/** Each line is as long as a page shows. */
const mostLines = 500

/** Delivers records to the project's functions on sinks of their own: nothing of the run that is shown is touched. */
export const replayRecords = async (
  batches: readonly (readonly StreamRecord[])[],
  surroundings: ReplaySurroundings,
): Promise<ReplayView> => {
  const lines: string[] = []
  const summary = await replay({
    ...surroundings,
    batches,
    allowAccount: false,
    tell: event => {
      if (lines.length === mostLines) return
      if (event.event === 'EffectWritten')
        for (const { processor, outcome } of event.report.outcomes)
          lines.push(`${event.functionName}/${processor}: ${event.report.key} ${outcome}`)
      else if (event.event === 'GivenUp') lines.push(`${event.functionName} gave up: ${event.reason}`)
      else if (event.event === 'Refused')
        lines.push(`a function was kept from ${event.service} (${event.operation}): set ${event.setting}`)
    },
  })
  return { summary, lines }
}
