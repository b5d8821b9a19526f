import { expect, it } from 'vitest'
import { replayFixture } from '../../testing/index.ts'

interface Event {
  readonly Records: readonly {
    readonly eventName?: string
    readonly dynamodb?: { readonly SequenceNumber?: string }
  }[]
}

// The handler under test: it cannot cope with removals yet, and says so as Lambda wants it.
const handler = async ({ Records }: Event) => ({
  batchItemFailures: Records.filter(({ eventName }) => eventName === 'REMOVE').map(({ dynamodb }) => ({
    itemIdentifier: dynamodb?.SequenceNumber,
  })),
})

it('gets through the life of an order, apart from its removal', async () => {
  const { records, invocations } = await replayFixture(
    handler,
    'test/fixtures/order-life.lambda-event.json',
    {
      batchSize: 10,
      maxTries: 2,
    },
  )

  expect(records.map(({ eventName, outcome }) => `${eventName} ${outcome}`)).toEqual([
    'INSERT succeeded',
    'MODIFY succeeded',
    'MODIFY succeeded',
    'REMOVE failed',
  ])
  expect(invocations.at(-1)?.response).toEqual({
    batchItemFailures: [{ itemIdentifier: records.at(-1)?.sequenceNumber }],
  })
})
