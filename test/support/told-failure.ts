import { vi } from 'vitest'
import { awsFailure } from '../../adapters/aws/aws-failure.ts'

/** What was thrown by something that has to fail. */
export const thrownBy = async (asked: Promise<unknown>): Promise<Error> => {
  const thrown: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (thrown instanceof Error) return thrown
  throw new Error('it did not fail')
}

/** What the catalogue makes of an error of AWS. Of an outage the words are the client's own. */
export const toldOf = (error: Error): object => {
  const { code, scope, disposition, message, effect } = awsFailure('sink', error) as Error & {
    readonly [name: string]: unknown
  }
  return { code, scope, disposition, effect, ...(code !== 'sink.unavailable' && { message }) }
}

/** How often a client tried. */
export const triesOf = (error: Error): unknown =>
  (error as { readonly $metadata?: { readonly attempts?: number } }).$metadata?.attempts

/** Two ways to ask one server, and what has arrived there. */
interface BothWays<Ask> {
  readonly bySdk: Ask
  readonly directly: Ask
  readonly requests: readonly unknown[]
}

/** The failures of the same by the SDK and without it, and how many requests each took. */
export const failedBothWays = async <Ask>(
  { bySdk, directly, requests }: BothWays<Ask>,
  fail: (ask: Ask) => Promise<Error>,
) => {
  // The SDK waits for a part of a second that this decides.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  try {
    const ofSdk = await fail(bySdk)
    const requestsOfSdk = requests.length
    const own = await fail(directly)
    return { ofSdk, own, requestsOfSdk, ownRequests: requests.length - requestsOfSdk }
  } finally {
    random.mockRestore()
  }
}

/** What comes of an answer with this status that is none of the service. */
export const noAnswer = (status: number): object => ({
  code: status === 502 ? 'sink.unavailable' : 'sink.answer-unknown',
  disposition: 'retry',
})
