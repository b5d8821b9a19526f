import type { GrowthSeries } from '../../bench/growth/series.ts'

const [width, height, margin] = [480, 300, 48]

interface Axis {
  /** Powers of ten. */
  readonly from: number
  readonly to: number
}

const axisOf = (values: readonly number[]): Axis => ({
  from: Math.floor(Math.log10(Math.min(...values))),
  to: Math.max(Math.ceil(Math.log10(Math.max(...values))), Math.floor(Math.log10(Math.min(...values))) + 1),
})

const along = ({ from, to }: Axis, length: number, value: number): number =>
  ((Math.log10(value) - from) / (to - from)) * length

const powers = ({ from, to }: Axis): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at))

const shown = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en')

/** A series on two logarithmic axes, with a line in grey of what grows in proportion. */
export const drawGrowth = ({ of, points }: GrowthSeries): string => {
  const [sizes, times] = [axisOf(points.map(({ size }) => size)), axisOf(points.map(({ ms }) => ms))]
  const x = (size: number): string => (margin + along(sizes, width - 2 * margin, size)).toFixed(1)
  const y = (ms: number): string => (height - margin - along(times, height - 2 * margin, ms)).toFixed(1)
  const text = (at: string, place: string, content: string): string =>
    `<text ${at} text-anchor="${place}">${content}</text>`
  const last = points.at(-1) ?? { size: 1, ms: 1 }
  const first = Math.max(points[0]?.size ?? 1, last.size * (10 ** times.from / last.ms))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Milliseconds by ${of}" font-family="sans-serif" font-size="11" fill="#57606a">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...powers(times).map(
      ms =>
        `<path d="M${margin} ${y(ms)}H${width - margin}" stroke="#eaeef2"/>${text(`x="${margin - 6}" y="${y(ms)}"`, 'end', `${shown(ms)} ms`)}`,
    ),
    ...powers(sizes).map(
      size =>
        `<path d="M${x(size)} ${margin}V${height - margin}" stroke="#eaeef2"/>${text(`x="${x(size)}" y="${height - margin + 16}"`, 'middle', shown(size))}`,
    ),
    `<path d="M${x(first)} ${y((last.ms * first) / last.size)}L${x(last.size)} ${y(last.ms)}" stroke="#afb8c1" stroke-dasharray="4 4" fill="none"/>`,
    `<path d="M${points.map(({ size, ms }) => `${x(size)} ${y(ms)}`).join('L')}" stroke="#0969da" stroke-width="2" fill="none"/>`,
    ...points.map(({ size, ms }) => `<circle cx="${x(size)}" cy="${y(ms)}" r="3" fill="#0969da"/>`),
    text(`x="${width / 2}" y="${height - 8}"`, 'middle', of),
    '</svg>\n',
  ].join('\n')
}
