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
