import { describe, expect, it } from 'vitest'
import type { Notification, NotificationSink } from '../../processors/notification/notification-sink.ts'

/** A sink, and what has arrived at its other end: the ids, in the order of arrival. */
export interface NotificationSinkUnderTest {
  readonly sink: NotificationSink
  readonly arrived: () => Promise<readonly string[]> | readonly string[]
}

export const news = (id: string): Notification => ({
  id,
  subject: `News ${id}`,
  group: 'a|b c',
  body: { id, amount: '12345678901234567890' },
})

/** What every sink of notifications has to do. `make` gives one through which nothing was sent yet. */
export const notificationSinkContract = (
  name: string,
  make: () => NotificationSinkUnderTest | Promise<NotificationSinkUnderTest>,
): void => {
  describe(`${name} as a sink of notifications`, () => {
    it('sends each message once and answers for each', async () => {
      const { sink, arrived } = await make()
      const messages = Array.from({ length: 23 }, (_, index) => news(`id-${index}`))

      expect(await sink.send(messages)).toEqual(messages.map(() => 'applied'))
      expect((await arrived()).toSorted()).toEqual(messages.map(({ id }) => id).toSorted())
    })

    it('has nothing to say about no messages', async () => {
      const { sink, arrived } = await make()

      expect(await sink.send([])).toEqual([])
      expect(await arrived()).toEqual([])
    })
  })
}
