import { describe, expect, it } from 'vitest'
import type { Notification } from '../../processors/notification/notification-sink.ts'
import { withoutService } from '../../testing/contracts/contract.ts'
import type { NotificationSinkUnderTest } from '../../testing/contracts/notification-sink.ts'
import { notificationSinkContract } from '../../testing/contracts/notification-sink.ts'
import { faultyCalls } from '../support/faulty-calls.ts'
import { failing } from './failing.ts'

/** A service that takes ten messages a call, and what sinks over it make of that. */
type SendAll = (
  pieces: readonly (readonly Notification[])[],
  call: (piece: readonly Notification[], signal?: AbortSignal) => Promise<readonly ('applied' | Error)[]>,
  signal: AbortSignal | undefined,
) => Promise<readonly ('applied' | Error)[]>

const secret = 'marked-password'

const overService = (sendAll: SendAll): NotificationSinkUnderTest => {
  const arrived: Notification[] = []
  const { faults, through } = faultyCalls({ refusal: () => new Error('refused'), secrets: [secret] })
  const refused: string[] = []
  const call = async (piece: readonly Notification[], signal?: AbortSignal) =>
    through('', signal, async () =>
      Promise.resolve(
        piece.map(message => {
          if (refused.some(text => JSON.stringify(message).includes(text))) return new Error('refused')
          arrived.push(message)
          return 'applied' as const
        }),
      ),
    )
  return {
    sink: {
      send: async (messages, signal) => {
        const pieces = Array.from({ length: Math.ceil(messages.length / 10) }, (_, index) =>
          messages.slice(index * 10, index * 10 + 10),
        )
        return sendAll(pieces, call, signal)
      },
    },
    arrived: () => arrived,
    faults: { ...faults, refuse: text => void refused.push(text) },
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const oneByOne: SendAll = async (pieces, call, signal) => {
  const results: ('applied' | Error)[] = []
  for (const piece of pieces)
    results.push(...(await call(piece, signal).catch((error: unknown) => piece.map(() => asError(error)))))
  return results
}

const news = async (sendAll: SendAll): Promise<readonly string[]> =>
  failing(notificationSinkContract(() => overService(sendAll)))

const order = 'keeps the order of the messages, over as many calls as they take'
const partly = 'says of each message whether it went out before the service went away'
const aborted = 'gives up with its caller, and calls nothing sent'

describe('the suite of notification sinks', () => {
  it('passes one that sends piece by piece', async () => {
    expect(await news(oneByOne)).toEqual([])
  })

  it('fails one that drops the first message', async () => {
    const found = await news(async ([first = [], ...rest], call, signal) => [
      'applied',
      ...(await oneByOne([first.slice(1), ...rest], call, signal)),
    ])

    expect(found).toContain('sends each message once, whole, and answers for each')
  })

  it('fails one that sends in parallel', async () => {
    const found = await news(async (pieces, call, signal) =>
      (await Promise.all(pieces.map(async piece => oneByOne([piece], call, signal)))).flat(),
    )

    expect(found).toEqual([order])
  })

  it('fails one that calls everything sent once the first call was', async () => {
    const found = await news(async (pieces, call, signal) => {
      const results = await oneByOne(pieces, call, signal)
      return results[0] === 'applied' ? results.map(() => 'applied') : results
    })

    expect(found).toEqual(['fails the one message that is refused, and sends its neighbours', partly])
  })

  it('fails one that rejects as a whole although some of it was sent', async () => {
    const found = await news(async (pieces, call, signal) => {
      const results: ('applied' | Error)[] = []
      for (const piece of pieces) results.push(...(await call(piece, signal)))
      return results
    })

    expect(found).toEqual([partly])
  })

  it('fails one that hides who was refused', async () => {
    const found = await news(async (pieces, call, signal) =>
      (await oneByOne(pieces, call, signal)).map(each =>
        each instanceof Error && each.message === 'refused' ? 'applied' : each,
      ),
    )

    expect(found).toEqual([
      'fails the one message that is refused, and sends its neighbours',
      'fails every message when all are refused',
      'keeps secrets and what the message says out of its errors',
    ])
  })

  it('fails one that takes no notice of its caller', async () => {
    const found = await news(async (pieces, call) => oneByOne(pieces, call, undefined))

    expect(found).toEqual([aborted])
  })

  it('fails one that sends only as much as one call takes', async () => {
    const found = await news(async (pieces, call, signal) => [
      ...(await oneByOne(pieces.slice(0, 1), call, signal)),
      ...pieces.slice(1).flatMap(piece => piece.map(() => 'applied' as const)),
    ])

    expect(found).toContain('sends more than one call of a service takes')
  })

  it.each<[string, (message: Notification) => Notification]>([
    ['a subject', message => ({ ...message, subject: 'news' })],
    ['a body', ({ body, ...message }) => ({ ...message, body: { ...body, amount: 1 } })],
    ['an id', message => ({ ...message, id: `${message.id}!` })],
  ])('fails one that changes %s', async (_, changed) => {
    const found = await news(async (pieces, call, signal) =>
      oneByOne(
        pieces.map(piece => piece.map(changed)),
        call,
        signal,
      ),
    )

    expect(found).toContain('sends each message once, whole, and answers for each')
  })

  it.each([secret, '12345678901234567890'])('fails one whose errors hold %s', async told => {
    const found = await news(async (pieces, call, signal) =>
      (await oneByOne(pieces, call, signal)).map(each =>
        each instanceof Error ? new Error('it failed', { cause: new Error(`for ${told}`) }) : each,
      ),
    )

    expect(found).toEqual(['keeps secrets and what the message says out of its errors'])
  })

  it('asks for a fault that is not there, unless it is said why', async () => {
    const make = (): NotificationSinkUnderTest => ({ ...overService(oneByOne), faults: {} })

    const asked = await failing(notificationSinkContract(make))
    const reasoned = await failing(notificationSinkContract(make, withoutService))

    expect(asked).toHaveLength(5)
    expect(reasoned).toEqual([])
  })
})
