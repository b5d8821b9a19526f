import type { ProblemCounts, StandingDifference } from '../operations/verify/report.ts'
import { problems } from '../operations/verify/report.ts'
import type { VerifyEvent, VerifySummary } from '../operations/verify/verify-event.ts'
import { progressLines } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { safeLine } from './terminal.ts'

/** Counts in words, those that are not 0. */
const countsText = (counts: ProblemCounts): string =>
  problems
    .filter(problem => counts[problem] > 0)
    .map(problem => `${counts[problem]} ${problem}`)
    .join(', ') || 'no differences'

const differenceText = ({
  problem,
  processor,
  functionName,
  id,
  key,
  versions,
}: StandingDifference): string => {
  const of = key === undefined || key === id ? '' : ` of ${key}`
  const { found, wanted } = versions ?? {}
  const states =
    found === undefined ? '' : ` at version ${found}${wanted === undefined ? '' : `, not ${wanted}`}`
  return `${problem}: ${functionName}/${processor} ${id}${of}${states}`
}

const everyMs = 1_000

/** Where nobody knows how many there will be, only how far it is and how fast. */
const countLines = (say: Terminal['say']): ((event: Extract<VerifyEvent, { event: 'Progress' }>) => void) => {
  let [startedAtMs, lastAtMs, lastStep] = [0, 0, '']
  return ({ step, done, atMs }) => {
    if (step !== lastStep) [startedAtMs, lastStep] = [atMs, step]
    if (atMs - lastAtMs < everyMs) return
    lastAtMs = atMs
    say(`${step}: ${done} (${Math.round((done * 1000) / Math.max(1, atMs - startedAtMs))}/s)\n`)
  }
}

/** Tells a person what happens: differences as data, the rest beside it. */
export const verifyLines = ({
  out: write,
  say: tell,
  resumeCommand,
}: Pick<Terminal, 'out' | 'say'> & { readonly resumeCommand: string }): ((event: VerifyEvent) => void) => {
  const [out, say] = [safeLine(write), safeLine(tell)]
  const [withTotal, without] = [progressLines('compared', say), countLines(say)]
  return event => {
    switch (event.event) {
      case 'Where': {
        const { table, region, account, endpoint, pid } = event
        const at = endpoint === undefined ? '' : ` at ${endpoint}`
        const of = pid === undefined ? '' : `, of tailrace dev (${pid})`
        say(`table ${table} in ${region} of account ${account}${at}${of}\n`)
        return
      }
      case 'Comparing':
        say(`${event.functionName}: ${event.processors.join(', ')} with ${event.tables.join(', ')}\n`)
        return
      case 'NotCompared':
        say(`${event.functionName}/${event.processor} is not compared: ${event.reason}\n`)
        return
      case 'Progress':
        if (event.total !== undefined && event.total > event.done)
          withTotal({ done: event.done, total: event.total, atMs: event.atMs })
        else without(event)
        return
      case 'Difference':
        out(`${differenceText(event)}\n`)
        return
      case 'Unjudged':
        say(`${event.functionName}/${event.processor} says nothing of ${event.key}: ${event.reason}\n`)
        return
      case 'Plan':
        say(planText(event))
        return
      case 'Repaired':
        out(`repaired ${differenceText(event)}\n`)
        return
      case 'NotRepaired':
        say(`not repaired ${differenceText(event)}: ${event.reason}\n`)
        return
      case 'CanResume':
        say(`to go on: ${resumeCommand} --resume ${event.file}\n`)
    }
  }
}

const planText = ({ repairs, count, most, isDryRun }: Extract<VerifyEvent, { event: 'Plan' }>): string => {
  const what = `to repair: ${countsText(repairs)}`
  if (count > most) return `${what}; that is more than --max-repairs ${most}, so nothing is changed\n`
  return isDryRun ? `${what}; nothing is changed\n` : `${what}\n`
}

/** How it ended, in words. */
export const verifySummaryText = (summary: VerifySummary): string => {
  const { items, documents, records, unsettled, unjudged, readUnits, repaired, notRepaired } = summary
  const looked = `${items} items, ${documents} documents${records > 0 ? `, ${records} records` : ''}`
  const open = unsettled > 0 ? `, ${unsettled} changed at every look` : ''
  const unknown = unjudged > 0 ? `, ${unjudged} that nothing can be said of` : ''
  const mended = repaired + notRepaired > 0 ? `; ${repaired} repaired, ${notRepaired} not` : ''
  return `${looked}: ${countsText(summary)}${open}${unknown}${mended} (${readUnits} read units)\n`
}
