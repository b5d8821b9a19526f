const size = { character: 8.4, line: 20, padding: 16 }

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const colourOf = (line: string): string => {
  if (line.startsWith('$')) return '#8ab4f8'
  if (line.endsWith('filtered')) return '#8b949e'
  return /failed|parked [^0]/.test(line) && !/ 0 failed/.test(line) ? '#ff7b72' : '#e6edf3'
}

/** Lines as a terminal shows them, as SVG. */
export const drawTerminal = (lines: readonly string[]): string => {
  const columns = Math.max(...lines.map(line => line.length))
  const width = Math.ceil(columns * size.character + 2 * size.padding)
  const height = lines.length * size.line + 2 * size.padding
  const texts = lines.map(
    (line, index) =>
      `  <text x="${size.padding}" y="${size.padding + (index + 0.75) * size.line}" fill="${colourOf(line)}" xml:space="preserve">${escaped(line)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Output of tailrace dev --once">`,
    `  <rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    '  <g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">',
    ...texts,
    '  </g>',
    '</svg>',
    '',
  ].join('\n')
}
