/** A text, cut where variables stand in it. */
export type Segments = readonly (string | Variable)[]

/** `${source, fallback, ...}` */
export interface Variable {
  /** As it is written. */
  readonly text: string
  readonly sources: readonly Source[]
}

/** `type(params):address`, or a literal, which can only be the last fallback. */
export type Source =
  | { readonly type: string; readonly params: readonly Argument[]; readonly address: Argument | undefined }
  | { readonly literal: unknown }

/** A literal, or text with variables in it. */
export type Argument = { readonly literal: unknown } | { readonly segments: Segments }

/** Not a variable of the deploy tool, but CloudFormation's `${AWS::Region}` or the like. */
const foreign = Symbol('foreign')

const space = / /y
const typeName = /[a-z][a-zA-Z0-9.-]*(?=[:(])/y
const singleQuoted = /'[^']*'/y
const doubleQuoted = /"(?:[^"\\]|\\.)*"/sy
const plainLiteral = /[a-zA-Z0-9. -]+/y

const literalOf = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : undefined
}

/** Reads one text from left to right. */
const parser = (text: string) => {
  let at = 0

  const fail = (what: string): Error => new Error(`${what} at character ${at + 1} of "${text}"`)
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const takeChar = (char: string): boolean => {
    if (text[at] !== char) return false
    at += 1
    return true
  }
  const skipSpace = (): void => {
    while (take(space) !== undefined);
  }

  const quoted = (): Argument | undefined => {
    const single = take(singleQuoted)
    if (single !== undefined) return { literal: single.slice(1, -1) }
    const double = take(doubleQuoted)
    return double === undefined ? undefined : { literal: JSON.parse(double) as unknown }
  }

  /** Text up to one of the ends, in which variables may stand. */
  const unquoted = (ends: string, isParam: boolean): Argument | undefined => {
    const segments: (string | Variable)[] = []
    const start = at
    let from = at
    while (at < text.length && !ends.includes(text[at] ?? '')) {
      if (isParam && text[at] === '}') throw fail('a ( is not closed')
      if (!text.startsWith('${', at)) {
        at += 1
        continue
      }
      if (at > from) segments.push(text.slice(from, at))
      segments.push(nested())
      from = at
    }
    if (segments.length === 0) {
      const trimmed = text.slice(start, at).trim()
      if (trimmed === '') return undefined
      const literal = isParam ? literalOf(trimmed) : undefined
      // The tool takes a bare false or 0 for nothing, too.
      return { literal: literal === undefined ? trimmed : literal || null }
    }
    if (at > from) segments.push(text.slice(from, at).trimEnd())
    return { segments: segments.filter(each => each !== '') }
  }

  const params = (): readonly Argument[] => {
    const found: Argument[] = []
    while (at < text.length) {
      skipSpace()
      if (takeChar(')')) return found
      const value = quoted() ?? unquoted(',)', true)
      found.push(value ?? { literal: null })
      skipSpace()
      if (!takeChar(',') && text[at] !== ')') break
    }
    throw fail('a ( is not closed')
  }

  const address = (hasParams: boolean): Argument | undefined | typeof foreign => {
    skipSpace()
    if (text[at] === ':') {
      if (hasParams) throw fail('an address is expected')
      return foreign
    }
    return quoted() ?? unquoted(',}', false)
  }

  const typed = (type: string): Source | typeof foreign => {
    const given = takeChar('(') ? params() : undefined
    skipSpace()
    if (!takeChar(':')) return { type, params: given ?? [], address: undefined }
    const found = address(given !== undefined)
    return found === foreign ? foreign : { type, params: given ?? [], address: found }
  }

  const fallback = (): Source => {
    skipSpace()
    const type = take(typeName)
    if (type !== undefined) {
      const source = typed(type)
      if (source === foreign) throw fail('a source is expected')
      return source
    }
    const text = quoted()
    if (text !== undefined && 'literal' in text) return text
    const literal = take(plainLiteral)?.trim() ?? ''
    const value = literalOf(literal)
    if (value === undefined) throw fail('a literal, in quotes where it is text, or a source is expected')
    return { literal: value }
  }

  /** At `${`; where that is none of the tool's variables, nothing is taken. */
  const variable = (): Variable | undefined => {
    const start = at
    at += 2
    const type = take(typeName)
    const first = type === undefined ? foreign : typed(type)
    if (first === foreign) {
      at = start
      return undefined
    }
    const sources = [first]
    skipSpace()
    while (takeChar(',')) {
      sources.push(fallback())
      skipSpace()
    }
    if (!takeChar('}')) throw fail('a } is missing')
    return { text: text.slice(start, at), sources }
  }

  const nested = (): Variable => {
    const found = variable()
    if (found === undefined) throw fail('a variable is expected')
    return found
  }

  /** Backslashes before `${` escape it, and each other. */
  const escaped = (): string | undefined => {
    const slashes = take(/\\+(?=\$\{)/y)
    if (slashes === undefined) return undefined
    const kept = '\\'.repeat(Math.floor(slashes.length / 2))
    if (slashes.length % 2 === 0) return kept
    at += 2
    return `${kept}\${`
  }

  return (): Segments => {
    const segments: (string | Variable)[] = []
    let plain = ''
    while (at < text.length) {
      const literal = escaped()
      const found = literal === undefined && text.startsWith('${', at) ? variable() : undefined
      if (literal !== undefined) plain += literal
      else if (found === undefined) {
        plain += text[at] ?? ''
        at += 1
      } else {
        if (plain !== '') segments.push(plain)
        segments.push(found)
        plain = ''
      }
    }
    if (plain !== '') segments.push(plain)
    return segments
  }
}

/**
 * Cuts a text at the deploy tool's variables. What is none of them, as `${AWS::Region}`, stays text.
 *
 * @throws Error that names the place
 */
export const parseVariables = (text: string): Segments => (text.includes('${') ? parser(text)() : [text])
