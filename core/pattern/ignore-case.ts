const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** The source of an expression for the text in either case, letter by letter as AWS folds it: `ß` is also `SS`. */
const eitherCase = (text: string): string =>
  text
    .split('')
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
