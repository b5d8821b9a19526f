/** An element of an answer: what it holds, or the text in it. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface Open {
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      return entities[String(name)] ?? whole
    },
  )

const token = /<\?.*?\?>|<!--.*?-->|<(\/)?([\w.:-]+)[^>]*?(\/)?>|([^<]+)/gs

/** Reads what AWS's query services answer: elements and text; attributes count for nothing there. */
export const readXml = (xml: string): XmlElement => {
  const root: Open = { name: '', text: '', children: [] }
  const open = [root]
  for (const [, isEnd, name, isEmpty, text] of xml.matchAll(token)) {
    const parent = open.at(-1) ?? root
    if (text !== undefined) parent.text += plain(text)
    if (name === undefined) continue
    if (isEnd !== undefined) {
      if (open.length === 1 || parent.name !== name)
        throw new SyntaxError(`</${name}> ends what did not begin`)
      open.pop()
      continue
    }
    const element: Open = { name, text: '', children: [] }
    parent.children.push(element)
    if (isEmpty === undefined) open.push(element)
  }
  const [only] = root.children
  if (only === undefined || open.length > 1) throw new SyntaxError('the answer is cut off, or no XML')
  return only
}

/** The elements that lie one in the other by these names, of which the last may be there several times. */
export const xmlAt = (from: XmlElement, ...names: readonly string[]): readonly XmlElement[] =>
  names.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter(child => child.name === name)),
    [from],
  )

/** The text of the first of them, `undefined` where there is none. */
export const xmlText = (from: XmlElement, ...names: readonly string[]): string | undefined =>
  xmlAt(from, ...names)[0]?.text.trim()
