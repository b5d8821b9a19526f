import { defineFaults } from '../core/errors/define-faults.ts'

/** Which action of a transaction failed, and how the others stood. */
export interface TransactionFailure {
  /** The label it was given, or what it does and to which key. */
  readonly action: string
  /** Its place among the actions, from 0. */
  readonly index: number
  /** In DynamoDB's words. */
  readonly reason: string
  /** As it stood there, where DynamoDB tells it. */
  readonly item: Readonly<Record<string, unknown>> | undefined
  /** How often the transaction was tried. */
  readonly attempts: number
  /** Every action that failed, this one included. */
  readonly failures: readonly {
    readonly index: number
    readonly code: string
    readonly action: string
    readonly item: Readonly<Record<string, unknown>> | undefined
  }[]
}

const shown = (key: Readonly<Record<string, unknown>>): string => Object.values(key).map(String).join(' / ')

/** Errors of reading and writing the table. */
export const storeFaults = defineFaults({
  'store.throttled': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { operation: string; attempts: number; reason: string }) =>
      `${d.operation} was throttled ${d.attempts} times: ${d.reason}.`,
    remedy:
      'Nothing was written by it. Raise the capacity of the table, spread the keys, or write more slowly.',
  },
  'store.unavailable': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { operation: string; attempts: number; reason: string }) =>
      `${d.operation} got no answer in ${d.attempts} attempts: ${d.reason}.`,
    remedy: 'Look at the endpoint and the network between; the call may be made again.',
  },
  'store.outcome-unknown': {
    disposition: 'retry',
    message: (d: { operation: string; reason: string }) =>
      `${d.operation} may or may not have been applied: ${d.reason}.`,
    remedy: 'Read the item to see. A transaction with a token can be repeated without this doubt.',
  },
  'store.clock-skewed': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { operation: string; attempts: number; reason: string }) =>
      `${d.operation} was signed by a wrong clock, ${d.attempts} times: ${d.reason}.`,
    remedy: "Set this machine's clock; nothing was done by the call, and it may be made again.",
  },
  'store.answer-missing': {
    disposition: 'stop',
    message: (d: { operation: string; problem: string }) =>
      `The client's answer to ${d.operation} is no answer of DynamoDB: ${d.problem}.`,
    remedy:
      'A mocked client answers nothing unless it is told to: give it an answer for each call, {} at least.',
  },
  'store.refused': {
    disposition: 'park',
    message: (d: { operation: string; reason: string }) => `DynamoDB refuses ${d.operation}: ${d.reason}`,
    remedy: 'Mend the request; no retry can help.',
  },
  'store.table-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { operation: string; tableName: string }) =>
      `${d.operation}: there is no table ${d.tableName}, or it is not ready.`,
    remedy: 'Look at the table name, the region and the endpoint of the client.',
  },
  'store.condition-failed': {
    disposition: 'park',
    message: (d: {
      operation: string
      key: Readonly<Record<string, unknown>>
      item: Readonly<Record<string, unknown>> | undefined
    }) =>
      `${d.operation} of ${shown(d.key)}: the condition does not hold, ${d.item === undefined ? 'there is no such item' : 'see the item that is there'}.`,
    remedy: 'error.detail.item is the item as it was; read it anew and decide.',
  },
  'store.value-unsupported': {
    disposition: 'park',
    message: (d: { path: string; found: string }) => `DynamoDB cannot hold ${d.found} at ${d.path}.`,
    remedy: 'Write text, a number, bytes, a boolean, null, a list, a plain object, or a set with members.',
  },
  'store.value-undefined': {
    disposition: 'park',
    message: (d: { path: string }) => `${d.path} is undefined.`,
    remedy: 'Leave the attribute out, or give the table the option removeUndefined: true.',
  },
  'store.item-too-large': {
    disposition: 'park',
    message: (d: { key: Readonly<Record<string, unknown>>; bytes: number; limit: number }) =>
      `Item ${shown(d.key)} has ${d.bytes} bytes, allowed are ${d.limit}.`,
    remedy: 'Attribute names count too. Compress or offload large attributes, or split the item.',
  },
  'store.key-invalid': {
    disposition: 'park',
    message: (d: { tableName: string; problem: string }) => `A key of ${d.tableName} ${d.problem}.`,
    remedy:
      'Give every key attribute of the table, and nothing else, as text that is not empty, number or bytes.',
  },
  'store.expression-invalid': {
    disposition: 'park',
    message: (d: { problem: string }) => `This expression cannot be sent: ${d.problem}.`,
    remedy: 'See the TSDoc of the word for what it takes.',
  },
  'store.update-empty': {
    disposition: 'park',
    message: (d: { key: Readonly<Record<string, unknown>> }) =>
      `The update of ${shown(d.key)} changes nothing.`,
    remedy: 'Give it at least one change; DynamoDB would create an absent item with nothing but its key.',
  },
  'store.key-in-update': {
    disposition: 'park',
    message: (d: { attribute: string }) =>
      `${d.attribute} is part of the key, which an update cannot change.`,
    remedy: 'Delete the item and put it under its new key, both in one transaction.',
  },
  'store.sort-key-twice': {
    disposition: 'stop',
    message: (d: { found: readonly string[] }) =>
      `DynamoDB takes one condition on the sort key, not ${d.found.join(' and ')}.`,
    remedy:
      'Use a prefix or a range, never both: within(prefix, { gte, lte }) writes a range inside a prefix. A range closed on both sides is { gte, lte }; gt and lt cannot be joined.',
  },
  'store.index-unknown': {
    disposition: 'stop',
    message: (d: { tableName: string; index: string; known: readonly string[] }) =>
      `${d.tableName} has no index ${d.index}; known are ${d.known.join(', ') || 'none'}.`,
    remedy: 'Name it in the options of table({ indexes }).',
  },
  'store.batch-duplicate': {
    disposition: 'stop',
    message: (d: { key: Readonly<Record<string, unknown>> }) => `The batch writes ${shown(d.key)} twice.`,
    remedy: 'A batch has no order, so chance would say which write stays: keep one, or make two calls.',
  },
  'store.unwritten': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { written: number; unwritten: readonly object[]; reason: string }) =>
      `${d.unwritten.length} writes of a batch were not made, ${d.written} were: ${d.reason}.`,
    remedy: 'error.detail.unwritten lists them as they were given: write them again later, and more slowly.',
  },
  'store.unread': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { read: number; unread: readonly Readonly<Record<string, unknown>>[]; reason: string }) =>
      `${d.unread.length} keys of a batch were not read, ${d.read} were: ${d.reason}.`,
    remedy: 'error.detail.unread lists the keys: read them again later, and more slowly.',
  },
  'store.transaction-too-large': {
    disposition: 'park',
    message: (d: { problem: string }) => `The transaction ${d.problem}.`,
    remedy:
      'A transaction holds 1 to 100 actions on different items, of 4 MB in all: split it, or shrink it.',
  },
  'store.transaction-condition-failed': {
    disposition: 'park',
    message: (d: TransactionFailure) =>
      `The condition of ${d.action} does not hold, ${d.item === undefined ? 'there is no such item' : 'see the item that is there'}; nothing was written.`,
    remedy: 'error.detail.item is the item as it was; read it anew and decide.',
  },
  'store.transaction-refused': {
    disposition: 'park',
    message: (d: TransactionFailure) => `DynamoDB refuses ${d.action}: ${d.reason}; nothing was written.`,
    remedy: 'Mend the action; no retry can help.',
  },
  'store.transaction-collection-full': {
    disposition: 'park',
    message: (d: TransactionFailure) =>
      `The item collection of ${d.action} is full: ${d.reason}; nothing was written.`,
    remedy: 'A table with a local index holds 10 GB under one partition key: spread the items over several.',
  },
  'store.transaction-conflict': {
    disposition: 'retry',
    message: (d: TransactionFailure) =>
      `Another write kept holding the item of ${d.action}, ${d.attempts} times in a row; nothing was written.`,
    remedy: 'Try again later. If it happens often, let fewer writers meet on one item.',
  },
  'store.transaction-throttled': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: TransactionFailure) =>
      `${d.action} was throttled ${d.attempts} times: ${d.reason}; nothing was written.`,
    remedy: 'Raise the capacity of the table, spread the keys, or write more slowly.',
  },
  'store.token-reused': {
    disposition: 'park',
    message: (d: { token: string }) =>
      `Token ${d.token} was used within ten minutes for another transaction.`,
    remedy: 'Give each transaction a token of its own, and the same one to its repetitions only.',
  },
  'store.cursor-invalid': {
    disposition: 'stop',
    message: (d: { problem: string }) => `This cursor cannot be used: ${d.problem}.`,
    remedy: 'Begin at the first page, without a cursor; a cursor goes with the list that gave it.',
  },
  'large.threshold-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: number; least: number }) =>
      `${d.option} is ${d.value} bytes, allowed are whole numbers from ${d.least}.`,
    remedy: 'Smaller values gain nothing, and push-down patterns rest on them staying as they are.',
  },
  'ttl.invalid': {
    disposition: 'park',
    message: (d: { found: string; problem: string }) => `${d.found} is no time to expire at: ${d.problem}.`,
    remedy: 'Give a Date or whole epoch seconds; the TTL service deletes nothing else.',
  },
})
