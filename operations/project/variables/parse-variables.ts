import type { TextCursor } from './text-cursor.ts'
import { textCursor } from './text-cursor.ts'

/** A text, cut where variables stand in it. */
export type TextSegments = readonly (string | Variable)[]

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
export type Argument = { readonly literal: unknown } | { readonly segments: TextSegments }

/** Not a variable of the deploy tool, but CloudFormation's `${AWS::Region}` or the like. */
const foreign = Symbol('foreign')

const typeName = /[a-z][a-zA-Z0-9.-]*(?=[:(])/y
const singleQuoted = /'[^']*'/y
const doubleQuoted = /"(?:[^"\\]|\\.)*"/sy
const plainLiteral = /[a-zA-Z0-9. -]+/y
const dollars = /\$+(?=\$\{)/y
const escapes = /\\+(?=\$\{)/y

const literalOf = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : undefined
}

const quoted = ({ take }: TextCursor): { readonly literal: unknown } | undefined => {
  const single = take(singleQuoted)
  if (single !== undefined) return { literal: single.slice(1, -1) }
  const double = take(doubleQuoted)
  return double === undefined ? undefined : { literal: JSON.parse(double) as unknown }
}

const unquotedLiteral = (text: string, isParam: boolean): Argument | undefined => {
  if (text === '') return undefined
  const literal = isParam ? literalOf(text) : undefined
  // The tool takes a bare false or 0 for nothing, too.
  return { literal: literal === undefined ? text : literal || null }
}

/** Text up to one of the ends, in which variables may stand. */
const unquoted = (cursor: TextCursor, ends: string, isParam: boolean): Argument | undefined => {
  const { text, at, goTo, sees } = cursor
  const segments: (string | Variable)[] = []
  const start = at()
  let from = start
  while (!cursor.isAtEnd() && !ends.includes(text[at()] ?? '')) {
    if (isParam && sees('}')) throw cursor.fail('a ( is not closed')
    if (sees('${')) {
      segments.push(text.slice(from, at()), nested(cursor))
      from = at()
    } else goTo(at() + 1)
  }
  if (segments.length === 0) return unquotedLiteral(text.slice(start, at()).trim(), isParam)
  segments.push(text.slice(from, at()).trimEnd())
  return { segments: segments.filter(each => each !== '') }
}

const params = (cursor: TextCursor): readonly Argument[] => {
  const { skipSpace, takeChar, sees } = cursor
  const found: Argument[] = []
  while (!cursor.isAtEnd()) {
    skipSpace()
    if (takeChar(')')) return found
    found.push(quoted(cursor) ?? unquoted(cursor, ',)', true) ?? { literal: null })
    skipSpace()
    if (!takeChar(',') && !sees(')')) break
  }
  throw cursor.fail('a ( is not closed')
}

/** What follows the name of a source. */
const typed = (cursor: TextCursor, type: string): Source | typeof foreign => {
  const { skipSpace, takeChar, sees } = cursor
  const given = takeChar('(') ? params(cursor) : undefined
  skipSpace()
  if (!takeChar(':')) return { type, params: given ?? [], address: undefined }
  skipSpace()
  if (sees(':') && given === undefined) return foreign
  if (sees(':')) throw cursor.fail('an address is expected')
  return { type, params: given ?? [], address: quoted(cursor) ?? unquoted(cursor, ',}', false) }
}

const fallback = (cursor: TextCursor): Source => {
  cursor.skipSpace()
  const type = cursor.take(typeName)
  const source = type === undefined ? quoted(cursor) : typed(cursor, type)
  if (source === foreign) throw cursor.fail('a source is expected')
  if (source !== undefined) return source
  const literal = literalOf(cursor.take(plainLiteral)?.trim() ?? '')
  if (literal !== undefined) return { literal }
  throw cursor.fail('a literal, in quotes where it is text, or a source is expected')
}

/** At `${`; where that is none of the tool's variables, nothing is taken. */
const variable = (cursor: TextCursor): Variable | undefined => {
  const { at, goTo, skipSpace, takeChar } = cursor
  const start = at()
  goTo(start + 2)
  const type = cursor.take(typeName)
  const first = type === undefined ? foreign : typed(cursor, type)
  if (first === foreign) {
    goTo(start)
    return undefined
  }
  const sources = [first]
  skipSpace()
  while (takeChar(',')) {
    sources.push(fallback(cursor))
    skipSpace()
  }
  if (!takeChar('}')) throw cursor.fail('a } is missing')
  return { text: cursor.text.slice(start, at()), sources }
}

const nested = (cursor: TextCursor): Variable => {
  const found = variable(cursor)
  if (found === undefined) throw cursor.fail('a variable is expected')
  return found
}

/** Backslashes before `${` escape it, and each other. */
const escaped = ({ take, at, goTo }: TextCursor): string | undefined => {
  const slashes = take(escapes)
  if (slashes === undefined) return undefined
  const kept = '\\'.repeat(Math.floor(slashes.length / 2))
  if (slashes.length % 2 === 0) return kept
  goTo(at() + 2)
  return `${kept}\${`
}

const plainCharacter = ({ text, at, goTo }: TextCursor): string => {
  goTo(at() + 1)
  return text[at() - 1] ?? ''
}

/**
 * Cuts a text at the deploy tool's variables. What is none of them, as `${AWS::Region}`, stays text.
 *
 * @throws Error that names the place
 */
export const parseVariables = (text: string): TextSegments => {
  if (!text.includes('${')) return [text]
  const cursor = textCursor(text)
  const segments: (string | Variable)[] = []
  let plain = ''
  while (!cursor.isAtEnd()) {
    const literal = escaped(cursor)
    // Before a variable the tool takes all dollars for one.
    const more = literal === undefined ? (cursor.take(dollars) ?? '') : ''
    const found = literal === undefined && cursor.sees('${') ? variable(cursor) : undefined
    if (found === undefined) plain += literal ?? more + plainCharacter(cursor)
    else {
      segments.push(plain, found)
      plain = ''
    }
  }
  return [...segments, plain].filter(each => each !== '')
}
