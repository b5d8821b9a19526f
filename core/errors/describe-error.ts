import { causeChain, fieldOf } from './cause-chain.ts'
import { reasonOf } from './thrown.ts'

/** An error as text, for logs. */
export interface ErrorDescription {
  readonly name: string
  readonly code?: string
  readonly message: string
  readonly stack?: string
  /** What led to it, nearest first. */
  readonly causes: readonly Omit<ErrorDescription, 'causes' | 'stack'>[]
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** User and password of a URL. */
const withoutSecrets = (text: string): string => text.replaceAll(/\/\/[^\s/@]+@/g, '//')

const linkOf = (thrown: unknown): ErrorDescription['causes'][number] => {
  const code = textOf(fieldOf(thrown, 'code'))
  return {
    name: textOf(fieldOf(thrown, 'name')) ?? typeof thrown,
    ...(code !== undefined && { code }),
    message: withoutSecrets(textOf(fieldOf(thrown, 'message')) ?? reasonOf(thrown)),
  }
}

/** Name, code, words, stack and causes of what was thrown. */
export const describeError = (error: unknown): ErrorDescription => {
  const stack = textOf(fieldOf(error, 'stack'))
  return {
    ...linkOf(error),
    ...(stack !== undefined && { stack: withoutSecrets(stack) }),
    causes: causeChain(error).slice(1).map(linkOf),
  }
}
