const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
const isSpace = (character: string | undefined): boolean =>
  character !== undefined && ' \t\r\n'.includes(character)

/** Position behind the string that begins at `from`. */
const behindString = (text: string, from: number): number => {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Position behind the value that begins at `from`. */
const behindValue = (text: string, from: number): number => {
  const first = text[from] ?? ''
  if (first === '"') return behindString(text, from)
  if (closers[first] === undefined) {
    let at = from
    while (at < text.length && !',}] \t\r\n'.includes(text[at] ?? '')) at += 1
    return at
  }
  let depth = 0
  for (let at = from; at < text.length;) {
    const character = text[at] ?? ''
    if (character === '"') {
      at = behindString(text, at)
      continue
    }
    at += 1
    if (closers[character] !== undefined) depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return at
  }
  return text.length
}

const skipSpace = (text: string, from: number): number => {
  let at = from
  while (isSpace(text[at])) at += 1
  return at
}

/** The texts of an array's elements, each exactly as it is written. */
export const rawElements = (array: string): readonly string[] => {
  const found: string[] = []
  let at = skipSpace(array, 1)
  while (at < array.length && array[at] !== ']') {
    const end = behindValue(array, at)
    found.push(array.slice(at, end))
    at = skipSpace(array, end)
    if (array[at] === ',') at = skipSpace(array, at + 1)
  }
  return found
}

/**
 * The texts of an object's values by name, each exactly as it is written. For what `JSON.parse` would change: the
 * digits of numbers, the order of names. The text has to be valid JSON.
 */
export const rawMembers = (object: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  let at = skipSpace(object, 1)
  while (at < object.length && object[at] !== '}') {
    const nameEnd = behindString(object, at)
    const name = JSON.parse(object.slice(at, nameEnd)) as string
    const from = skipSpace(object, skipSpace(object, nameEnd) + 1)
    const end = behindValue(object, from)
    found.set(name, object.slice(from, end))
    at = skipSpace(object, end)
    if (object[at] === ',') at = skipSpace(object, at + 1)
  }
  return found
}
