import { raise } from '../core/errors/pipeline-error.ts'
import { touchFaults } from '../operations/touch/faults.ts'
import { touchFrom } from '../operations/touch/touch-from.ts'
import type { TouchEvent, TouchSummary } from '../operations/touch/touch-table.ts'
import { exitCodes } from './exit-code.ts'
import { progressLines } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace touch`, as they were given. */
export interface TouchCommandOptions {
  readonly table: string
  readonly attribute: string
  readonly raise?: string
  readonly maxItems: number
  readonly maxReadUnits?: number
  readonly maxWriteUnits?: number
  readonly segments?: number
  readonly resume?: string
  readonly dryRun: boolean
  readonly allowWrites: boolean
  readonly output: 'human' | 'ndjson'
}

const checkTouch = ({
  attribute,
  segments,
  maxReadUnits,
  maxWriteUnits,
  raise: raised,
}: TouchCommandOptions) => {
  const refuse = (option: string, value: string, allowed: string): Error =>
    raise(touchFaults, 'touch.argument-invalid', { option, value, allowed })
  if (attribute === '' || Buffer.byteLength(attribute) > 255)
    throw refuse('--attribute', attribute, 'the name of an attribute')
  if (raised === attribute || raised === '') throw refuse('--raise', raised, 'another attribute, a number')
  if (maxReadUnits === 0) throw refuse('--max-read-units', '0', 'a whole number from 1')
  if (maxWriteUnits === 0) throw refuse('--max-write-units', '0', 'a whole number from 1')
  if (segments !== undefined && (segments < 1 || segments > 1_000))
    throw refuse('--segments', String(segments), 'a whole number from 1 to 1000')
}

const touchLines = (
  { out: write, say: tell }: Pick<Terminal, 'out' | 'say'>,
  again: string,
): ((event: TouchEvent) => void) => {
  const [out, say] = [safeLine(write), safeLine(tell)]
  const progress = progressLines('touched', say)
  return event => {
    if (event.event === 'Touching')
      progress({ done: event.done, total: Math.max(event.done, event.total), atMs: event.atMs })
    else if (event.event === 'KeptIn') say(`how far it is, is kept in ${event.file}`)
    else if (event.event === 'CanResume') say(`to go on: ${again} --resume ${event.file}`)
    else if (event.event === 'Untouched') out(`${event.key} is not touched: ${event.reason}\n`)
    else {
      const { table, region, account, attribute, items, mostItems, isDryRun } = event
      const text = `table ${table} in ${region} of account ${account}: ${attribute} of about ${items} items is written, of at most ${mostItems}`
      if (isDryRun) out(`${text}; nothing is changed`)
      else say(text)
    }
  }
}

const touchSummaryText = ({
  items,
  touched,
  changed,
  skipped,
  refused,
  readUnits,
  writeUnits,
}: TouchSummary): string => {
  const units = `${Math.round(readUnits)} read and ${Math.round(writeUnits)} write units`
  const others =
    refused === 0 ? '' : `, ${refused} refused by DynamoDB: write these yourself, or what they were to tell`
  return `${items} items: ${touched} touched, ${changed} changed by others meanwhile, ${skipped} touched before${others} (${units})\n`
}

const exitCodeOfTouch = ({ interrupted, refused }: TouchSummary): number => {
  if (interrupted) return exitCodes.interrupted
  return refused > 0 ? exitCodes.failed : exitCodes.done
}

/** `tailrace touch` */
export const touchCommand = async (options: TouchCommandOptions, terminal: Terminal): Promise<number> => {
  checkTouch(options)
  const { table, attribute, raise: raised, output } = options
  const print = json(terminal.out)
  const own = attribute === '_touched' ? '' : ` --attribute ${attribute}`
  const lines = touchLines(
    terminal,
    `tailrace touch --table ${table}${own}${raised === undefined ? '' : ` --raise ${raised}`}`,
  )
  const summary = await touchFrom({
    ...terminal,
    tableName: table,
    attribute,
    raised,
    mostItems: options.maxItems,
    segments: options.segments,
    maxReadUnits: options.maxReadUnits,
    maxWriteUnits: options.maxWriteUnits,
    resume: options.resume,
    isDryRun: options.dryRun,
    allowWrites: options.allowWrites,
    tell: event => {
      if (output === 'human' || event.event !== 'TouchPlan') lines(event)
      if (output === 'ndjson' && event.event !== 'Touching') print(event)
    },
  })
  if (summary === undefined) return exitCodes.done
  if (output === 'ndjson') print({ event: 'Summary', ...summary })
  else terminal.out(touchSummaryText(summary))
  return exitCodeOfTouch(summary)
}
