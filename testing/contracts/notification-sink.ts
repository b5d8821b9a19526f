import { deepEqual, equal, ok } from 'node:assert/strict'
import type { Notification, NotificationSink } from '../../processors/notification/notification-sink.ts'
import { portContract } from './contract.ts'
import { failures, afterAbort, holdsNone, outcomesOfCall } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** A message as a receiver gets it. */
export type ArrivedNotification = Pick<Notification, 'id' | 'subject' | 'body'>

/** A sink, and what has arrived at its other end, in the order of arrival. */
export interface NotificationSinkUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly sink: NotificationSink
  /** What the receiver has got. */
  readonly arrived: () => Promise<readonly ArrivedNotification[]> | readonly ArrivedNotification[]
}

/** A message of a group that no service takes as it is. */
export const sampleNotification = (id: string): Notification => ({
  id,
  subject: `News ${id}`,
  group: 'a|b c',
  body: { id, amount: '12345678901234567890' },
})

const numbered = (count: number): readonly Notification[] =>
  Array.from({ length: count }, (_, index) => sampleNotification(`id-${index}-`))

const idsIn = (messages: readonly { readonly id: string }[]): readonly string[] =>
  messages.map(({ id }) => id)

const byId = (messages: readonly ArrivedNotification[]): readonly ArrivedNotification[] =>
  messages.map(({ id, subject, body }) => ({ id, subject, body })).toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** More than one call of any service takes: ten messages, a quarter of a megabyte. */
const many = 25
const large = 60
const largeText = 'x'.repeat(8_000)

/**
 * What every sink of notifications has to do. `make` gives one through which nothing was sent yet.
 *
 * @example
 * ```ts
 * const make = () => {
 *   const sink = memoryNotificationSink()
 *   return { sink, arrived: sink.sent }
 * }
 * for (const { name, run } of notificationSinkContract(make, withoutService)) it(name, run)
 * ```
 */
export const notificationSinkContract = portContract<NotificationSinkUnderTest>({
  port: 'NotificationSink',
  without: {},
  cases: [
    {
      name: 'sends each message once, whole, and answers for each',
      run: async make => {
        const { sink, arrived } = await make()
        const messages = numbered(23)

        deepEqual(
          await sink.send(messages),
          messages.map(() => 'applied'),
        )
        deepEqual(byId(await arrived()), byId(messages))
      },
    },
    {
      name: 'has nothing to say about no messages',
      run: async make => {
        const { sink, arrived } = await make()

        deepEqual(await sink.send([]), [])
        deepEqual(await arrived(), [])
      },
    },
    {
      name: 'fails the one message that is refused, and sends its neighbours',
      aspect: 'refusal-of-one',
      run: async make => {
        const { sink, arrived, faults } = await make()
        const messages = numbered(many)
        needed(faults, 'refuse', 'refusal-of-one')('id-3-')

        const outcomes = await sink.send(messages)

        deepEqual(
          failures(outcomes),
          messages.map(({ id }) => id === 'id-3-'),
        )
        deepEqual(
          idsIn(await arrived()).toSorted(),
          idsIn(messages)
            .filter(id => id !== 'id-3-')
            .toSorted(),
        )
      },
    },
    {
      name: 'fails every message when all are refused',
      aspect: 'refusal-of-all',
      run: async make => {
        const { sink, arrived, faults } = await make()
        const messages = numbered(many)
        needed(faults, 'refuse', 'refusal-of-all')('News')

        const outcomes = await outcomesOfCall(many, sink.send(messages))

        deepEqual(
          failures(outcomes),
          messages.map(() => true),
        )
        deepEqual(await arrived(), [])
      },
    },
    {
      name: 'says of each message whether it went out before the service went away',
      aspect: 'partial-failure',
      run: async make => {
        const { sink, arrived, faults } = await make()
        const messages = numbered(many)
        needed(faults, 'breakAfterOne', 'partial-failure')()

        const outcomes = await outcomesOfCall(many, sink.send(messages))
        await faults?.restore?.()

        equal(outcomes.length, many)
        const sent = messages.filter((_, index) => !(outcomes[index] instanceof Error))
        deepEqual(idsIn(await arrived()).toSorted(), idsIn(sent).toSorted())
      },
    },
    {
      name: 'gives up with its caller, and calls nothing sent',
      aspect: 'abort',
      run: async make => {
        const { sink, arrived, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        const outcomes = await afterAbort(hang, async signal =>
          outcomesOfCall(many, sink.send(numbered(many), signal)),
        )

        ok(failures(outcomes).every(Boolean), 'a message counts as sent that nobody has')
        deepEqual(await arrived(), [])
      },
    },
    {
      name: 'keeps the order of the messages, over as many calls as they take',
      aspect: 'order',
      run: async make => {
        const { sink, arrived, faults } = await make()
        const messages = numbered(many)
        faults?.slowNext?.()

        await sink.send(messages)

        deepEqual(idsIn(await arrived()), idsIn(messages))
      },
    },
    {
      name: 'sends a message again under the same id, or drops it as a repeat',
      aspect: 'repetition',
      run: async make => {
        const { sink, arrived } = await make()
        const message = sampleNotification('again')

        deepEqual(await sink.send([message, message]), ['applied', 'applied'])
        deepEqual(await sink.send([message]), ['applied'])
        deepEqual(new Set(idsIn(await arrived())), new Set(['again']))
      },
    },
    {
      name: 'sends more than one call of a service takes',
      aspect: 'big-input',
      run: async make => {
        const { sink, arrived } = await make()
        const messages = numbered(large).map(each => ({ ...each, body: { ...each.body, text: largeText } }))

        deepEqual(
          await sink.send(messages),
          messages.map(() => 'applied'),
        )
        deepEqual(byId(await arrived()), byId(messages))
      },
    },
    {
      name: 'keeps secrets and what the message says out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { sink, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        needed(faults, 'refuse', 'secrets')('id-0-')
        const refused = await outcomesOfCall(1, sink.send(numbered(1)))
        await needed(faults, 'breakDown', 'secrets')()
        const unsent = await outcomesOfCall(1, sink.send([sampleNotification('unsent')]))
        await faults?.restore?.()

        deepEqual(failures([...refused, ...unsent]), [true, true])
        for (const error of [...refused, ...unsent]) holdsNone(error, [...secrets, '12345678901234567890'])
      },
    },
  ],
})
