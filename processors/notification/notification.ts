import { hash } from 'node:crypto'
import { plainJson } from '../../core/attributes/plain-json.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { isLeftPromise } from '../../core/concurrency/leave-alone.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { registryFaults } from '../../core/errors/registry-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { opening } from '../../core/opens.ts'
import { checkOptions } from '../../core/options.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { changeNumber } from '../../core/record/change-id.ts'
import { notificationFaults } from './faults.ts'
import type { Notification, NotificationSink } from './notification-sink.ts'

/** What {@link notification} takes. */
export interface NotificationOptions<C extends AnyChange> {
  /** @defaultValue 'notification' */
  readonly name?: string
  /** Which changes may be worth a message. */
  readonly filter: Filter<C>
  /** Where messages go. */
  readonly sink: NotificationSink
  /** What to say; `undefined` when this change is not worth a message. */
  readonly message: (change: NoInfer<C>) => Pick<Notification, 'subject' | 'body'> | undefined
  /**
   * Each message is sent once at most, and one of which nobody knows whether it was sent is in doubt: see `processor`.
   * Needs a sink with `sendOnce`. @defaultValue false
   */
  readonly strict?: boolean
  /** The images that `message` cannot do without. One that is not carried and not named fails when it is read. */
  readonly needs?: readonly ('old' | 'new')[]
}

const messageId = (name: string, change: AnyChange): string =>
  hash('sha256', [change.streamArn, change.key, changeNumber(change), name].join('\0'), 'hex').slice(0, 32)

type Content = Pick<Notification, 'subject' | 'body'>

const isFields = (value: unknown): value is Notification['body'] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What every sink can send as it is, also one that knows nothing of sets, bytes and exact numbers. Whoever writes
 * JavaScript may give a promise, or a text: sent as a message it would say nothing.
 */
const contentOf = (processor: string, given: unknown): Content | undefined => {
  if (given === undefined) return undefined
  const invalid = (found: string): Error =>
    raise(notificationFaults, 'notification.message-invalid', { processor, found })
  if (isLeftPromise(given)) throw invalid('a promise')
  if (!isFields(given)) throw invalid('no object')
  const { subject, body } = given
  if (typeof subject !== 'string' || !subject.isWellFormed()) throw invalid('a subject that is no text')
  const plain = plainJson(body)
  if (!isFields(plain)) throw invalid('a body without fields')
  return { subject, body: plain }
}

/**
 * Sends a message for each change: an order placed, a status changed. One at a time, so that a message that fails
 * holds back no other item's; the id lets receivers drop the repeats that a crash can cause. With `strict` there are
 * none: what may have been sent is not sent again.
 *
 * @example
 * ```ts
 * notification({
 *   filter: when(Order).changed('status'), sink: notificationSink(env.NOTIFY_URL),
 *   message: change => ({ subject: `Order is ${change.after.status}`, body: { order: change.key } }),
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`, `registry.strict-sink`
 */
export const notification = <C extends AnyChange>(options: NotificationOptions<C>): Processor => {
  checkOptions('notification', options, ['name', 'filter', 'sink', 'message', 'needs', 'strict'])
  const { name = 'notification', filter, sink, message, needs, strict = false } = options
  const send = strict ? sink.sendOnce : sink.send
  if (send === undefined) throw raise(registryFaults, 'registry.strict-sink', { name })
  return processor({
    name,
    filter,
    strict,
    ...opening(sink),
    ...(needs && { needs }),
    handle: async (change, { signal }) => {
      const content = contentOf(name, message(change))
      if (content === undefined) return 'unchanged'
      const [result] = await send([{ id: messageId(name, change), group: change.key, ...content }], signal)
      if (result === 'applied') return result
      const reason = 'it did not answer for the message'
      throw result ?? raise(sinkFaults, 'sink.unavailable', { sink: `The sink of ${name}`, reason })
    },
  })
}
