import type { AnswerRule } from '../answer-rule.ts'

/** An error of a server, told by its words. */
export interface ReplyRule extends AnswerRule<
  | 'cache.access-denied'
  | 'cache.cluster-unexpected'
  | 'cache.command-missing'
  | 'sink.unavailable'
  | 'sink.answer-unknown'
> {
  readonly words: RegExp
  /** A server of this state is left: another connection may lead to a better one. */
  readonly isLeft?: true
}

/**
 * What a Redis or Valkey says that does not do what it was asked.
 *
 * @see https://valkey.io/topics/protocol/#simple-errors
 */
export const replyRules: readonly ReplyRule[] = [
  {
    answer: 'NOAUTH, WRONGPASS, NOPERM; ERR about a password or AUTH',
    words:
      /^(NOAUTH|WRONGPASS|NOPERM) |^ERR (invalid (username-)?password|(Client sent )?AUTH\b)|invalid (username-)?password/i,
    code: 'cache.access-denied',
  },
  {
    answer: 'READONLY, MASTERDOWN: a replica, or a primary that was demoted',
    words: /^(READONLY|MASTERDOWN) /,
    code: 'sink.unavailable',
    isLeft: true,
  },
  {
    answer:
      'LOADING, BUSY, BUSYKEY, OOM, MISCONF, NOREPLICAS, CLUSTERDOWN, TRYAGAIN, UNBLOCKED, INPROG, NOGOODSLAVE',
    words:
      /^(LOADING|BUSY|BUSYKEY|OOM|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|UNBLOCKED|INPROG|NOGOODSLAVE) /,
    code: 'sink.unavailable',
  },
  {
    answer: 'ERR max number of clients, ERR about a proxy that has no server behind it',
    words: /^ERR (max number of clients|max clients|upstream|backend|server connection)/i,
    code: 'sink.unavailable',
    isLeft: true,
  },
  {
    answer: 'MOVED, ASK, CROSSSLOT: a cluster, by a client for one server',
    words: /^(MOVED|ASK|CROSSSLOT) |^ERR .*cross-?slot/i,
    code: 'cache.cluster-unexpected',
  },
  {
    answer: 'ERR unknown command, or one that is not allowed here; NOSCRIPT',
    words:
      /^ERR (unknown (sub)?command|command (is )?not (allowed|supported|available)|'?\w+'? is not (allowed|supported))|^NOSCRIPT /i,
    code: 'cache.command-missing',
  },
  {
    answer: 'WRONGTYPE, ERR, and every other error of a server',
    words: /^[A-Z][A-Z0-9_]+ /,
    code: 'sink.answer-unknown',
  },
]

/** What the client says by itself, no server having answered. */
export const clientRules: readonly AnswerRule<'sink.answer-unknown' | 'sink.unavailable'>[] = [
  {
    answer: 'TypeError, RangeError, ReferenceError or SyntaxError of the client',
    code: 'sink.answer-unknown',
  },
  {
    answer: 'no connection, no answer in time, and whatever else a client says without an answer',
    code: 'sink.unavailable',
  },
]
