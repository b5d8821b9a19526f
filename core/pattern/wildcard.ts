/** The texts between the stars; in each an escape is resolved. `undefined` with the position of what is wrong. */
const partsOf = (text: string): readonly string[] | string => {
  const parts: string[] = ['']
  for (let at = 0; at < text.length; at += 1) {
    let char = text.charAt(at)
    if (char === '*') {
      if (text.charAt(at + 1) === '*') return `Consecutive wildcard characters at pos ${at}`
      parts.push('')
      continue
    }
    if (char === '\\') {
      at += 1
      char = text.charAt(at)
      if (char !== '*' && char !== '\\') return `Invalid escape character at pos ${at - 1}`
    }
    parts.push(`${parts.pop() ?? ''}${char}`)
  }
  return parts
}

/**
 * Tests a text for a pattern in which `*` stands for any characters or none, and `\*` and `\\` for themselves.
 * Takes time in proportion to the text, however many stars there are. Returns what is wrong with the pattern, if
 * anything is.
 */
export const wildcard = (text: string): ((value: string) => boolean) | string => {
  const parts = partsOf(text)
  if (typeof parts === 'string') return parts
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return value => value === first
  return value => {
    const end = value.length - last.length
    if (first.length > end || !value.startsWith(first) || !value.endsWith(last)) return false
    let at = first.length
    for (const part of others) {
      const found = value.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
