const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Java writes half of a character that takes two units as a question mark, and AWS folds unit by unit. */
const written = (unit: string): string => (unit.isWellFormed() ? unit : '?')

/**
 * The source of an expression for the text in either case, letter by letter as AWS folds it: `ß` is also `SS`, and an
 * emoji is two question marks.
 */
const eitherCase = (text: string): string =>
  text
    .split('')
    .map(written)
    .map(unit => `(?:${escaped(unit.toLowerCase())}|${escaped(unit.toUpperCase())})`)
    .join('')

/** Where the text has to stand in the value. */
type Position = 'whole' | 'start' | 'end'

/** Tests a text for another one, whatever the case of its letters. */
export const ignoringCase = (text: string, position: Position): ((value: string) => boolean) => {
  const start = position === 'end' ? '' : '^'
  const end = position === 'start' ? '' : '$'
  const expression = new RegExp(start + eitherCase(text) + end, 's')
  return value => expression.test(value)
}
