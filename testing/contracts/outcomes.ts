import { fail, ok } from 'node:assert/strict'
import { inspect } from 'node:util'

/** How each thing of a call ended; a call that rejects has failed for each. */
export const outcomesOfCall = async <Result>(
  count: number,
  call: Promise<readonly Result[]>,
): Promise<readonly (Result | Error)[]> => {
  try {
    return await call
  } catch (error) {
    return Array.from({ length: count }, () => (error instanceof Error ? error : new Error(String(error))))
  }
}

/** True for each that failed. */
export const failures = (outcomes: readonly unknown[]): readonly boolean[] =>
  outcomes.map(outcome => outcome instanceof Error)

/** What a call rejects with. A call that does not reject is a broken promise. */
export const rejectionOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call
  } catch (error) {
    return error
  }
  return fail('it did not reject')
}

/** How long a call may go on whose caller has given it up. */
const soonMs = 5_000

/** What becomes of a call that was given up; one that goes on all the same is a broken promise. */
const soon = async <T>(call: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it went on for ${soonMs} ms after its signal was aborted`))
    }, soonMs)
  })
  try {
    return await Promise.race([call, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** An error may be logged with all that it holds. */
export const holdsNone = (error: unknown, secrets: readonly string[]): void => {
  const text = inspect(error, { depth: 9 })
  for (const secret of secrets) ok(!text.includes(secret), `an error holds the secret ${secret}`)
}

/** All that a listing gives, in its order. */
export const listed = async <T>(listing: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const each of listing) found.push(each)
  return found
}

/** Runs a call whose service hangs, and gives it up as soon as the service has it. */
export const afterAbort = async <T>(
  hang: () => Promise<void>,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController()
  const reached = hang()
  const running = call(controller.signal)
  running.catch(() => undefined)
  await Promise.race([reached, running.catch(() => undefined)])
  controller.abort()
  return soon(running)
}
