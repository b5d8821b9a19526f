import { printable } from '../../core/printable.ts'
import { sinksText } from '../place-lines.ts'
import { changeDetail, changeText, changeTone } from './change-text.ts'
import { cut, padded, paddedLeft, wrapped } from './fit.ts'
import type { ProcessorCounts } from './delivery-tally.ts'
import type { FunctionRow } from './function-counts.ts'
import type { ScreenSnapshot } from './screen-model.ts'
import type { ShownChange } from './shown-change.ts'
import type { Shade, Tone } from './shade.ts'

/** Of a terminal, in cells. */
export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** What a person chose to look at. */
export interface ScreenView {
  /** How many changes back from the newest the marked one is; none is marked where it is `undefined`. */
  readonly back: number | undefined
  readonly isDetail: boolean
  /** First line of the detail that is shown. */
  readonly scroll: number
  /** Of the page, where there is one. */
  readonly pageUrl: string | undefined
  /** Share of attempts that fail on purpose. */
  readonly chaosRate: number
  readonly shade: Shade
}

const columnsOf = [
  ['applied', 'applied'],
  ['unchanged', 'unchanged'],
  ['retry', 'retries'],
  ['parked', 'parked'],
  ['given-up', 'failed'],
] as const satisfies readonly (readonly [keyof ProcessorCounts, string])[]

const numberCells = 10
const leastNameCells = 8

const toneOfCount: Readonly<Partial<Record<keyof ProcessorCounts, Tone>>> = {
  retry: 'yellow',
  parked: 'red',
  'given-up': 'red',
}

const keys = 'w write  r retry  j/k choose  d detail  o open  c chaos  p pause  q quit'

const ageText = (ms: number | undefined): string => {
  if (ms === undefined) return 'idle'
  return `iterator age ${secondsText(ms)}`
}

const secondsText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`

const headLine = ({ file, state, writing }: ScreenSnapshot, view: ScreenView, columns: number): string => {
  const input = writing === undefined ? '' : `, input ${writing.done} of ${writing.total}`
  const chaos = view.chaosRate > 0 ? `, chaos ${view.chaosRate}` : ''
  return view.shade('inverse', padded(` tailrace dev  ${printable(file)}  ${state}${input}${chaos}`, columns))
}

const placeLinesOf = ({ started }: ScreenSnapshot, { pageUrl }: ScreenView): readonly string[] => {
  if (started === undefined) return []
  const { endpoint, tables, runFolder } = started
  return [
    `tables  ${endpoint}  ${tables.join(', ')}`,
    ...(pageUrl === undefined ? [] : [`page    ${pageUrl}`]),
    `sinks   ${sinksText(started)}`,
    `files   ${runFolder}`,
  ]
}

/** How many cells names have, and the columns for which there is room beside them. */
const layoutOf = (
  columns: number,
): { readonly nameCells: number; readonly shown: readonly (typeof columnsOf)[number][] } => {
  const room = Math.max(0, Math.floor((columns - leastNameCells) / numberCells))
  const shown = columnsOf.slice(0, room)
  return { shown, nameCells: columns - numberCells * shown.length }
}

const countCells = (counts: ProcessorCounts, columns: number, shade: Shade): string =>
  layoutOf(columns)
    .shown.map(([word]) => {
      const text = paddedLeft(String(counts[word]), numberCells)
      const tone = toneOfCount[word]
      return tone === undefined || counts[word] === 0 ? text : shade(tone, text)
    })
    .join('')

const functionLines = (row: FunctionRow, columns: number, shade: Shade): readonly string[] => {
  const { functionName, received, filtered, perSecond, iteratorAgeMs, processors } = row
  const facts = `${received} seen, ${filtered} filtered, ${perSecond.toFixed(1)}/s, ${ageText(iteratorAgeMs)}`
  const { nameCells } = layoutOf(columns)
  return [
    shade('bold', cut(`${printable(functionName)}  ${facts}`, columns)),
    ...processors.map(
      ({ name, counts }) => padded(`  ${printable(name)}`, nameCells) + countCells(counts, columns, shade),
    ),
  ]
}

const headingLine = (columns: number, shade: Shade): string => {
  const { nameCells, shown } = layoutOf(columns)
  const words = shown.map(([, word]) => paddedLeft(word, numberCells)).join('')
  return shade('dim', padded('function, and its processors', nameCells) + words)
}

/** So many lines at most; the last one says how many are left out. */
const limited = (
  lines: readonly string[],
  most: number,
  columns: number,
  shade: Shade,
): readonly string[] => {
  if (lines.length <= most) return lines
  if (most <= 0) return []
  const shown = lines.slice(0, most - 1)
  const more = `  and ${lines.length - shown.length} lines more: make the window higher`
  return [...shown, shade('dim', cut(more, columns))]
}

const changeLines = (
  changes: readonly ShownChange[],
  room: number,
  columns: number,
  view: ScreenView,
): readonly string[] => {
  const marked = view.back === undefined ? undefined : changes.length - 1 - view.back
  const end = marked === undefined ? changes.length : Math.max(Math.min(changes.length, marked + 1), room)
  const first = Math.max(0, Math.min(end, changes.length) - room)
  return changes.slice(first, first + room).map((change, index) => {
    const text = cut(printable(changeText(change)), columns)
    if (first + index === marked) return view.shade('inverse', padded(text, columns))
    const tone = changeTone(change)
    return tone === undefined ? text : view.shade(tone, text)
  })
}

/** The change that is marked, or the newest. */
const chosenChange = (
  { changes }: ScreenSnapshot,
  { back }: Pick<ScreenView, 'back'>,
): ShownChange | undefined => changes.at(-1 - (back ?? 0))

const detailLines = (
  change: ShownChange | undefined,
  room: number,
  columns: number,
  scroll: number,
): readonly string[] => {
  const all = (change === undefined ? ['No change yet: w writes one.'] : changeDetail(change)).flatMap(line =>
    wrapped(printable(line), columns),
  )
  const first = Math.max(0, Math.min(scroll, all.length - room))
  return all.slice(first, first + room)
}

const emptyText =
  'Nothing was written yet: w writes a sample, or use the endpoint above from your own program.'

/** The screen as lines: exactly as many as there are rows, none wider than the columns. */
export const drawScreen = (
  snapshot: ScreenSnapshot,
  { columns, rows }: ScreenSize,
  view: ScreenView,
): readonly string[] => {
  const { shade } = view
  const places = placeLinesOf(snapshot, view).map(line => cut(printable(line), columns))
  const messages = snapshot.messages.slice(-2).map(line => shade('yellow', cut(printable(line), columns)))
  const head = [headLine(snapshot, view, columns), ...places]
  const foot = [...messages, shade('inverse', padded(` ${keys}`, columns))]
  const room = rows - head.length - foot.length
  const table = limited(
    [headingLine(columns, shade), ...snapshot.functions.flatMap(row => functionLines(row, columns, shade))],
    Math.max(0, room - Math.min(6, Math.ceil(room / 2))),
    columns,
    shade,
  )
  const below = Math.max(0, room - table.length - 1)
  const lower = view.isDetail
    ? detailLines(chosenChange(snapshot, view), below, columns, view.scroll)
    : changeLines(snapshot.changes, below, columns, view)
  const shown = lower.length === 0 && below > 0 ? [shade('dim', cut(emptyText, columns))] : lower
  const title = view.isDetail ? 'detail (d closes, arrows scroll)' : 'last changes'
  const body = [...table, ...(room > table.length ? [shade('dim', cut(title, columns))] : []), ...shown]
  const blank = Array.from({ length: Math.max(0, room - body.length) }, () => '')
  // Where there is no room for all of it, the keys stay.
  return [...[...head, ...body, ...blank].slice(0, Math.max(0, rows - foot.length)), ...foot].slice(-rows)
}
