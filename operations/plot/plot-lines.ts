/** How a series is drawn. */
export interface PlotOptions {
  /** Columns of the picture itself. @defaultValue 72 */
  readonly columns?: number
  /** Rows of it. @defaultValue 6 */
  readonly rows?: number
}

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const gap = '·'

/** The most of the values that fall into each column; `undefined` where none does. */
const columnsOf = (values: readonly (number | undefined)[], count: number): readonly (number | undefined)[] =>
  Array.from({ length: Math.min(count, values.length) }, (_, column) => {
    const width = values.length / Math.min(count, values.length)
    const part = values.slice(Math.floor(column * width), Math.max(1, Math.floor((column + 1) * width)))
    const known = part.filter(value => value !== undefined)
    return known.length === 0 ? undefined : known.reduce((most, value) => Math.max(most, value), 0)
  })

const shortNumber = (value: number): string =>
  value >= 1_000_000
    ? `${(value / 1_000_000).toPrecision(3)}M`
    : value >= 10_000
      ? `${(value / 1_000).toPrecision(3)}k`
      : String(Number(value.toPrecision(3)))

const cell = (value: number | undefined, top: number, row: number, rows: number): string => {
  if (value === undefined) return row === 0 ? gap : ' '
  const height = top === 0 ? 0 : Math.round((value / top) * rows * 8)
  return eighths[Math.max(0, Math.min(8, height - row * 8))] ?? ' '
}

/**
 * Draws values above zero as columns of text, each as high as the most that falls into it; a dot stands on the ground
 * where there is nothing. The scale is at the left.
 */
export const plotLines = (
  values: readonly (number | undefined)[],
  { columns = 72, rows = 6 }: PlotOptions = {},
): readonly string[] => {
  const shown = columnsOf(values, columns)
  const top = shown.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
  const label = shortNumber(top)
  return Array.from({ length: rows }, (_, index) => {
    const row = rows - 1 - index
    const scale = index === 0 ? label : row === 0 ? '0' : ''
    return `${scale.padStart(label.length)} │${shown.map(value => cell(value, top, row, rows)).join('')}`
  })
}
