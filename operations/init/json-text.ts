/** Where a member of an object stands in a text of JSON. */
interface Member {
  readonly name: string
  /** Of its value. */
  readonly start: number
  readonly end: number
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Members of the object that begins at `from`; the text is known to be JSON. */
const membersAt = (text: string, from: number): readonly Member[] => {
  const members: Member[] = []
  let depth = 0
  let name: string | undefined
  let start: number | undefined
  let end = from
  for (const { 0: word, index } of text.slice(from).matchAll(token)) {
    const at = from + index
    if (depth === 1 && (word === ',' || word === '}') && name !== undefined && start !== undefined) {
      members.push({ name, start, end })
      name = undefined
      start = undefined
    }
    if (depth === 1 && word !== ':' && word !== ',' && word !== '}') {
      if (name === undefined) name = JSON.parse(word) as string
      else start ??= at
    }
    if (word === '{' || word === '[') depth += 1
    if (word === '}' || word === ']') depth -= 1
    end = at + word.length
    if (depth === 0) return members
  }
  return members
}

const indentationOf = (text: string): string => /\n([\t ]+)"/.exec(text)?.[1] ?? '  '
const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

const splice = (text: string, at: number, piece: string, until = at): string =>
  text.slice(0, at) + piece + text.slice(until)

interface Adding {
  readonly indentation: string
  readonly lineEnd: string
  readonly depth: number
}

/** Adds a member after the last one of the object at `from`. */
const withMember = (text: string, from: number, member: string, adding: Adding): string => {
  const { indentation, lineEnd, depth } = adding
  const line = `${lineEnd}${indentation.repeat(depth)}${member}`
  const last = membersAt(text, from).at(-1)
  if (last !== undefined) return splice(text, last.end, `,${line}`)
  const close = text.indexOf('}', from)
  return splice(text, from + 1, `${line}${lineEnd}${indentation.repeat(depth - 1)}`, close)
}

/**
 * Adds texts to an object in the object that a text of JSON holds, and makes that one where it is missing. All else
 * stays as it is: order, indentation, line ends.
 *
 * @param json - an object as JSON
 * @param section - name of the inner object
 * @param added - names that it does not have yet, with their values
 */
export const withJsonMembers = (
  json: string,
  section: string,
  added: Readonly<Record<string, string>>,
): string => {
  const style = { indentation: indentationOf(json), lineEnd: lineEndOf(json) }
  const root = json.indexOf('{')
  let text = json
  const find = (): Member | undefined => membersAt(text, root).findLast(({ name }) => name === section)
  if (Object.keys(added).length === 0) return text
  if (find() === undefined)
    text = withMember(text, root, `${JSON.stringify(section)}: {}`, { ...style, depth: 1 })
  for (const [name, value] of Object.entries(added)) {
    const member = `${JSON.stringify(name)}: ${JSON.stringify(value)}`
    text = withMember(text, find()?.start ?? root, member, { ...style, depth: 2 })
  }
  return text
}
