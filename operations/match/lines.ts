/**
 * The lines of a text that comes in pieces, without their ends. Only a line feed ends a line: JSON may hold the other
 * line separators of Unicode.
 */
export const linesOf = async function* (pieces: AsyncIterable<string>): AsyncIterable<string> {
  let begun: string[] = []
  for await (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n')
    begun.push(first)
    for (const next of others) {
      yield begun.join('')
      begun = [next]
    }
  }
  const last = begun.join('')
  if (last !== '') yield last
}
