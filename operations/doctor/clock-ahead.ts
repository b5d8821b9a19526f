import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/clock.ts'
import type { Known } from '../checks/deployment.ts'

interface Answered {
  readonly response?: unknown
}

const dateOf = ({ response }: Answered): string | undefined => {
  const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> }
  return headers?.['date']
}

/** Listens to the Date of each answer of a client; asked, it says how far this machine's clock is ahead. */
export const listenToClock = (client: DynamoDBClient, clock: Clock): (() => Known<number>) => {
  let aheadMs: number | undefined
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args)
      const theirs = Date.parse(dateOf(result) ?? '')
      if (!Number.isNaN(theirs)) aheadMs = clock.now() - theirs
      return result
    },
    { step: 'deserialize', name: 'listenToClock', priority: 'low' },
  )
  return () =>
    aheadMs === undefined
      ? { isKnown: false, because: 'no answer said what time it is' }
      : { isKnown: true, value: aheadMs }
}
