import type { RebuildEvent, RebuildSummary } from '../operations/rebuild/rebuild-event.ts'
import { progressLines } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { safeLine } from './terminal.ts'
import { verifyLines } from './verify-lines.ts'

type Step = Extract<RebuildEvent, { event: 'RebuildStep' }>

const stepText = ({ step, index, alias, untilMs, kept }: Step): string => {
  switch (step) {
    case 'chosen':
      return `${index} is to be made`
    case 'made':
      return `${index} is there, with deletions remembered for the run`
    case 'announced':
      return untilMs === undefined
        ? `the mark beside ${alias} names ${index}`
        : `waiting until ${new Date(untilMs).toISOString()}, when every function writes to both`
    case 'settled':
      return `every function writes to ${alias} and ${index}`
    case 'filled':
      return `every item was read, and what was missing in ${index} filled in`
    case 'compared':
      return `${index} is as the table is`
    case 'switched':
      return `${alias} points to ${index}`
    case 'done':
      return kept === undefined
        ? 'done'
        : `done; ${kept} is kept as it was, until: tailrace rebuild --drop-old`
  }
}

const givenUpText = (event: Extract<RebuildEvent, { event: 'FillingGivenUp' }>): string => {
  const { alias, index, isDryRun, isDropped } = event
  const [names, kept] = isDryRun ? ['would name', 'would be'] : ['names', 'is']
  const end = isDropped ? 'deleted' : 'kept, as the alias points to it or no rebuild has made it'
  return `the mark beside ${alias} ${names} ${index} no more; it ${kept} ${end}`
}

const planLine = (plan: Extract<RebuildEvent, { event: 'RebuildPlan' }>): string => {
  const { alias, live, index, isIndex, filling, items, lateMs } = plan
  if (isIndex) return `${alias} is an index and no alias: nothing can take its place`
  const late = lateMs === undefined ? 'nobody says how late' : `${Math.round(lateMs / 1000)} s late`
  const busy = filling === undefined ? '' : `; ${filling} is being filled, and has to end before`
  return `${alias} points to ${live.join(', ') || 'nothing'}; ${index} would be made, about ${items} items read; functions: ${late}${busy}; nothing is changed`
}

/** Tells a person what happens. */
export const rebuildLines = (
  terminal: Pick<Terminal, 'out' | 'say'> & { readonly resumeCommand: string },
): ((event: RebuildEvent) => void) => {
  const [out, say] = [safeLine(terminal.out), safeLine(terminal.say)]
  const compared = verifyLines(terminal)
  const filling = progressLines('filled', say)
  return event => {
    switch (event.event) {
      case 'RebuildStep':
        say(stepText(event))
        return
      case 'RebuildPlan':
        out(planLine(event))
        return
      case 'Filling':
        filling({ done: event.done, total: Math.max(event.total, event.done), atMs: event.atMs })
        return
      case 'Unfilled':
        say(`${event.processor} has no document for ${event.key}: ${event.reason}`)
        return
      case 'FillRetried':
        say(`again after ${event.afterMs} ms: ${event.reason}`)
        return
      case 'LatenessUnknown':
        say('nobody says how far the functions are behind their streams: see that they run')
        return
      case 'KeptIn':
        say(`how far it is, is kept in ${event.file}`)
        return
      case 'IndexDropped':
        out(event.isDryRun ? `${event.index} would be deleted` : `${event.index} is deleted`)
        return
      case 'NothingToDrop':
        out(`no index is older than the one that ${event.alias} points to`)
        return
      case 'FillingGivenUp':
        out(givenUpText(event))
        return
      default:
        compared(event)
    }
  }
}

/** How it ended, in words. */
export const rebuildSummaryText = (summary: RebuildSummary): string => {
  const { alias, index, step, items, filled, held, unfilled, swept, sweptOfRun, repaired, readUnits } =
    summary
  const none = unfilled > 0 ? `, ${unfilled} without a document` : ''
  const ghosts = swept > 0 ? `; ${swept} of no item taken away, ${sweptOfRun} of them of this run` : ''
  const mended = repaired > 0 ? `; ${repaired} mended` : ''
  const end = step === 'done' ? `${alias} points to ${index}` : `not over: ${step}`
  return `${items} items, ${filled} filled in, ${held} there already${none}${ghosts}${mended} (${readUnits} read units): ${end}\n`
}
