const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const wide =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u

const isAscii = /^[\x20-\x7e]*$/

const cellsOf = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1)

/** How many cells of a terminal a printable text takes. */
export const cellsIn = (text: string): number => {
  if (isAscii.test(text)) return text.length
  let cells = 0
  for (const { segment } of graphemes.segment(text)) cells += cellsOf(segment)
  return cells
}

/** The beginning of a printable text that has room in so many cells, with an ellipsis where something is left out. */
export const cut = (text: string, cells: number): string => {
  if (cells <= 0) return ''
  // A key or a message may be as long as an item; what cannot be shown is not measured either.
  const head = text.slice(0, cells * 8)
  if (head.length === text.length && cellsIn(text) <= cells) return text
  let used = 0
  let shown = ''
  for (const { segment } of graphemes.segment(head)) {
    used += cellsOf(segment)
    if (used > cells - 1) break
    shown += segment
  }
  return `${shown}…`
}

/** A text in exactly so many cells: cut, or with spaces after it. */
export const padded = (text: string, cells: number): string => {
  const shown = cut(text, cells)
  return shown + ' '.repeat(Math.max(0, cells - cellsIn(shown)))
}

/** A text in exactly so many cells, with spaces before it. */
export const paddedLeft = (text: string, cells: number): string => {
  const shown = cut(text, cells)
  return ' '.repeat(Math.max(0, cells - cellsIn(shown))) + shown
}

/** A printable text in lines of so many cells. */
export const wrapped = (text: string, cells: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    if (used + cellsOf(segment) > cells) {
      lines.push(line)
      line = ''
      used = 0
    }
    line += segment
    used += cellsOf(segment)
  }
  return [...lines, line]
}
