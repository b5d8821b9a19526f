const depths: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 }

/** Position behind the string that begins at `from`. */
const behindString = (text: string, from: number): number => {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Position behind the number or word that begins at `from`; every text ends with the empty one. */
const behindWord = (text: string, from: number): number => {
  let at = from
  while (!',}] \t\r\n'.includes(text.charAt(at))) at += 1
  return at
}

/** Position behind the value that begins at `from`. */
const behindValue = (text: string, from: number): number => {
  const first = text.charAt(from)
  if (first === '"') return behindString(text, from)
  if (first !== '{' && first !== '[') return behindWord(text, from)
  let depth = 0
  let at = from
  do {
    const character = text.charAt(at)
    if (character === '') return at
    depth += depths[character] ?? 0
    at = character === '"' ? behindString(text, at) : at + 1
  } while (depth > 0)
  return at
}

const skipSpace = (text: string, from: number): number => {
  let at = from
  while (/[ \t\r\n]/.test(text.charAt(at))) at += 1
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
