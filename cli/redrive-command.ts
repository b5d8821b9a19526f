import { silentLogger } from '../core/logger.ts'
import { loadPipelines, readProject } from '../operations/project/read-project.ts'
import { deployedNames } from '../operations/redrive/deployed-names.ts'
import type { RedriveEvent, RedriveSummary } from '../operations/redrive/redrive-event.ts'
import { redriveFrom } from '../operations/redrive/redrive-from.ts'
import { changeLine } from './change-lines.ts'
import { counted } from './counted.ts'
import { exitCodes } from './exit-code.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import { progressLines } from './progress.ts'
import { envForSinks } from './running-dev.ts'
import { summaryLines } from './summary-lines.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace redrive`, checked. */
export interface RedriveCommandOptions extends ProjectOptions {
  readonly from: readonly string[]
  readonly processor?: string
  readonly limit?: number
  readonly resolve?: 'applied' | 'repeat'
  readonly dryRun: boolean
  readonly output: 'human' | 'ndjson'
}

/** Tells a person what happens: changes as data, the rest beside it. */
export const redriveLines = (terminal: Pick<Terminal, 'out' | 'say'>): ((event: RedriveEvent) => void) => {
  const [out, say] = [safeLine(terminal.out), safeLine(terminal.say)]
  const progress = progressLines('redriven', say)
  return event => {
    switch (event.event) {
      case 'Found':
        say(`${counted(event.objects, 'object')} with ${counted(event.records, 'record')} in ${event.url}\n`)
        return
      case 'NoPlace':
        say(
          `${event.message} Nothing was ever put there, or the URL is wrong; the other places are looked into.\n`,
        )
        return
      case 'LeftUnread':
        say(`${event.message} ${event.remedy}\n`)
        return
      case 'WouldDeliver':
        out(
          `${event.eventName.padEnd(6)} ${event.key}  ${event.functionName}: ${event.processor} would get it (${event.caveat})\n`,
        )
        return
      case 'EffectWritten':
        out(changeLine(event.functionName, event.report))
        return
      case 'Failed':
        say(
          `${event.functionName}/${event.processor} failed at ${event.sequenceNumber} of ${event.key}: ${event.message} ${event.remedy ?? ''}\n`,
        )
        return
      case 'InDoubt':
        out(doubtLine(event))
        return
      case 'Redriven':
        say(`${event.object} is home\n`)
        return
      case 'Kept':
        say(`${event.object} stays where it is\n`)
        return
      case 'InHand':
        say(`${event.object} is left to ${event.holder}, which redrives it\n`)
        return
      case 'SettledElsewhere':
        say(`${event.object} was settled by another redrive meanwhile\n`)
        return
      case 'Progress':
        progress(event)
    }
  }
}

const words = {
  applied: 'taken as applied',
  repeat: 'to be repeated',
} as const

/** What a person needs to decide whether the effect is there: whose it is, of what, when it was begun, and why. */
const doubtLine = (event: Extract<RedriveEvent, { readonly event: 'InDoubt' }>): string => {
  const { functionName, processor, eventName, key, sequenceNumber, claimedAt, why, resolve } = event
  const when = claimedAt === undefined ? 'at an unknown time' : `at ${claimedAt}`
  const said = resolve === undefined ? '' : `; ${words[resolve]}`
  return `${eventName.padEnd(6)} ${key}  ${functionName}: ${processor} is in doubt at ${sequenceNumber}, begun ${when}: ${why}${said}\n`
}

const doubtText = (inDoubt: number): string =>
  inDoubt === 0
    ? ''
    : `${inDoubt} in doubt: look whether they are there, then say --resolve applied or --resolve repeat\n`

const summaryText = (summary: RedriveSummary, dryRun: boolean): string => {
  const { objects, redriven, objectsFailed, objectsLeft, objectsInHand, wouldDeliver } = summary
  const doubts = doubtText(summary.inDoubt)
  if (dryRun)
    return `${doubts}${counted(objects, 'object')}, ${wouldDeliver} ${wouldDeliver === 1 ? 'delivery' : 'deliveries'} to make; nothing was changed\n`
  const inHand = objectsInHand > 0 ? `, ${objectsInHand} in another redrive's hands` : ''
  const ends = `${redriven} redriven, ${objectsFailed} failed, ${objectsLeft} left for other processors${inHand}`
  return [...summaryLines(summary), doubts, `${counted(objects, 'object')}: ${ends}\n`].join('')
}

/** 0 when nothing is left to do: what another redrive has settled meanwhile is settled. */
export const exitCodeOfRedrive = ({
  failed,
  objectsFailed,
  objectsInHand,
  inDoubt,
  interrupted,
}: RedriveSummary): number => {
  if (interrupted) return exitCodes.interrupted
  return failed + objectsFailed + objectsInHand + inDoubt > 0 ? exitCodes.failed : exitCodes.done
}

/** `tailrace redrive` */
export const redriveCommand = async (
  { output, ...options }: RedriveCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { folder, out } = terminal
  const env = options.from.length > 0 ? terminal.env : envForSinks(terminal)
  const print = json(out)
  const which = overridesOf(options)
  const project = await readProject(folder, env, which)
  const summary = await redriveFrom({
    ...options,
    ...terminal,
    env,
    deployedNames: await deployedNames(project, env, which),
    registries: await loadPipelines(project, () => env),
    logger: silentLogger,
    tell: output === 'ndjson' ? printed(print) : redriveLines(terminal),
  })
  if (output === 'ndjson') print({ event: 'Summary', ...summary })
  else out(summaryText(summary, options.dryRun))
  return exitCodeOfRedrive(summary)
}

/** As lines of NDJSON; effects are told as in the other commands. */
const printed =
  (print: (value: unknown) => void) =>
  (event: RedriveEvent): void => {
    if (event.event === 'Progress') return
    if (event.event !== 'EffectWritten') print(event)
    else print({ event: 'EffectWritten', function: event.functionName, ...event.report })
  }
