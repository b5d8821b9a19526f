/**
 * Tests texts for a pattern in which `*` stands for any text and everything else for itself. Each part is looked for
 * once, behind the one before it, and the first place is as good as any later one: nothing is tried twice.
 */
export const starPattern = (pattern: string): ((text: string) => boolean) => {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  if (last === undefined) return text => text === first
  return text => {
    const end = text.length - last.length
    if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false
    let at = first.length
    for (const part of parts) {
      const found = text.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
