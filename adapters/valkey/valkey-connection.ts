import { raise } from '../../core/errors/pipeline-error.ts'
import { cacheFaults } from './faults.ts'

/** A command: words that come before its keys, the keys as the cache's user names them, and what comes after. */
export interface Command {
  readonly words: readonly [name: string, ...more: string[]]
  readonly keys: readonly string[]
  readonly rest?: readonly string[]
}

/** Sends one command and gives its reply. */
export type Send = (command: Command) => Promise<unknown>

/** What the cache needs of a client, whichever library it is of. */
export interface ValkeyConnection {
  readonly isCluster: boolean
  /** What the client puts before every key, so that the server holds it under both. */
  readonly prefix: string
  /** Sends a command to the node that holds its first key. */
  readonly send: Send
  /** Every node that holds keys, to be asked one by one. */
  readonly nodes: () => Promise<readonly Send[]>
}

/** A connection that can be given up. */
export interface OpenConnection extends ValkeyConnection {
  readonly destroy: () => void
}

/** A client says what is wrong with an argument only while it sends, when it looks as if the server were away. */
const refuseOdd = (command: string, given: readonly unknown[]): void => {
  const odd = given.findIndex(each => typeof each !== 'string')
  if (odd >= 0) throw raise(cacheFaults, 'cache.argument-invalid', { command, found: typeof given[odd] })
}

/** A client of which the raw way to send is known, and what it does to keys on that way. */
export interface RawClient {
  readonly isCluster: boolean
  /** It puts its prefix before the keys of a raw command by itself. */
  readonly isPrefixing: boolean
  /** What it puts before keys, or nothing where it does not say. */
  readonly prefix: string | undefined
  /** `key` is as the server holds it, the arguments are as this client wants them. */
  readonly send: (key: string, args: readonly string[]) => unknown
  readonly nodes: () => Promise<readonly ((args: readonly string[]) => unknown)[]>
}

/**
 * Waits for the reply. Old clients, and legacy modes of newer ones, take a callback and answer nothing: whether a
 * command was carried out would never be known.
 */
export const replyOf = async (pending: unknown): Promise<unknown> => {
  const isPromise = typeof pending === 'object' && pending !== null && 'then' in pending
  const reply = isPromise ? await (pending as PromiseLike<unknown>) : undefined
  if (reply !== undefined) return reply
  throw raise(cacheFaults, 'cache.client-unsupported', { problem: 'it answers a command with nothing' })
}

/** The connection over a raw client of this prefix. */
export const connectionOver = (raw: RawClient, prefix: string): ValkeyConnection => {
  const held = (key: string): string => prefix + key
  const argsOf = ({ words, keys, rest = [] }: Command): readonly string[] => {
    refuseOdd(words[0], keys)
    refuseOdd(words[0], rest)
    return [...words, ...(raw.isPrefixing ? keys : keys.map(held)), ...rest]
  }
  return {
    isCluster: raw.isCluster,
    prefix,
    send: async command => {
      const args = argsOf(command)
      return replyOf(raw.send(held(command.keys[0] ?? ''), args))
    },
    nodes: async () =>
      (await raw.nodes()).map(send => async (command: Command) => replyOf(send(argsOf(command)))),
  }
}
