import { fieldOf } from './cause-chain.ts'
import { safeWords } from './safe-words.ts'
import { withoutCredentials } from './without-credentials.ts'

/** One error of a chain, as data. */
export interface ErrorWords {
  /** Of its class. */
  readonly name: string
  /** The code of a catalogue or system error, or the number that a service gave. */
  readonly code?: string
  /** Without what could be a credential. */
  readonly message: string
}

/** An error as data that JSON holds, bounded in size: for logs and parked objects. */
export interface ErrorDescription extends ErrorWords {
  /** Where it was made: the frames alone, because the words stand in `message`. */
  readonly stack?: string
  /** What led to it, nearest first; the members of an aggregate stand where the aggregate does. */
  readonly causes: readonly ErrorWords[]
}

const maxCauses = 8
const maxFrames = 12
const maxName = 100
const maxMessage = 2_000
const maxFrameLength = 300
/** A message may hold a page, of which nobody reads the rest. */
const maxRead = 4_000

const cut = (text: string, length: number): string => {
  const whole = text.toWellFormed()
  return whole.length <= length ? whole : `${whole.slice(0, length).toWellFormed()}…`
}

const shown = (text: string, length: number): string =>
  cut(withoutCredentials(text.slice(0, maxRead)), length)

const textField = (thrown: unknown, name: string): string | undefined => {
  const value = fieldOf(thrown, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** True for an error of this realm or another, as test runners make them. */
export const isAnyError = (thrown: unknown): thrown is Error => {
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
  } catch {
    // Of what cannot be looked at nobody can tell.
    return false
  }
}

/** True for an error, and for what has an error's fields. */
const looksLikeError = (thrown: unknown): boolean =>
  isAnyError(thrown) || typeof fieldOf(thrown, 'message') === 'string'

/** What a thrown thing that is no error says: a text itself, of others only what they are. */
const wordsOfOther = (thrown: unknown): string => {
  if (typeof thrown === 'object' && thrown !== null) return 'An object that is no error was thrown'
  return typeof thrown === 'function' ? 'A function was thrown' : String(thrown)
}

const codeOf = (thrown: unknown): string | undefined => {
  const code = fieldOf(thrown, 'code')
  return typeof code === 'number' ? String(code) : textField(thrown, 'code')
}

/** Name, code and words of what was thrown, whatever it is. */
export const wordsOf = (thrown: unknown): ErrorWords => {
  const name = cut(textField(thrown, 'name') ?? 'Error', maxName)
  const code = codeOf(thrown)
  const message = looksLikeError(thrown) ? (textField(thrown, 'message') ?? '') : wordsOfOther(thrown)
  return {
    name,
    ...(code !== undefined && { code: cut(code, maxName) }),
    message: shown(safeWords(name, message), maxMessage),
  }
}

const framesOf = (thrown: unknown): string | undefined => {
  const lines = textField(thrown, 'stack')?.split('\n') ?? []
  const frames = lines.filter(line => /^\s+at \S/.test(line)).slice(0, maxFrames)
  return frames.length === 0 ? undefined : frames.map(line => shown(line.trim(), maxFrameLength)).join('\n')
}

const membersOf = (thrown: unknown): readonly unknown[] => {
  const errors = fieldOf(thrown, 'errors')
  try {
    const isAggregate = Array.isArray(errors) && looksLikeError(thrown)
    return isAggregate ? (errors as readonly unknown[]).slice(0, maxCauses) : []
  } catch {
    return []
  }
}

/** What is below an error, by levels, each thing once. */
const below = (thrown: unknown): readonly unknown[] => {
  const found = new Set<unknown>([thrown])
  for (const each of found) {
    if (found.size > maxCauses) break
    for (const next of [...membersOf(each), fieldOf(each, 'cause')]) {
      if (next !== undefined && next !== null) found.add(next)
    }
  }
  return [...found].slice(1, maxCauses + 1)
}

/** The words of what was thrown and of its causes in one sentence; what stands in it already is not said again. */
export const chainOf = (thrown: unknown): string => {
  let sentence = ''
  for (const { code = '', message } of [thrown, ...below(thrown)].map(wordsOf)) {
    const words = message === '' ? code : message
    if (words === '' || sentence.includes(words)) continue
    sentence = sentence === '' ? words : `${sentence}: ${words}`
  }
  return cut(sentence, maxMessage)
}

/**
 * Describes what was thrown, whatever it is: with its causes, so that `fetch failed` names the ECONNREFUSED below it.
 * What the engine quotes of values is left out; what a handler wrote into its own error is not known to be a value.
 */
export const describeError = (thrown: unknown): ErrorDescription => {
  const stack = framesOf(thrown)
  return { ...wordsOf(thrown), ...(stack !== undefined && { stack }), causes: below(thrown).map(wordsOf) }
}
