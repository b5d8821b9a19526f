import type { Clock } from '../../core/clock.ts'
import type { EventReader } from './event-reader.ts'

const batchMs = 50
const heartbeatMs = 15_000
/** So much may wait for a connection; above, nothing is put to it, and its reader falls behind. */
const waitingBytes = 2 * 1024 * 1024

/** A response that gives a reader what happens, every 50 ms at most, until either side ends it. */
export const eventStream = (reader: EventReader, clock: Clock, end: AbortSignal): Response => {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, end])
  const encoder = new TextEncoder()
  const run = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    let quietSinceMs = clock.now()
    const put = (text: string): void => {
      controller.enqueue(encoder.encode(text))
      quietSinceMs = clock.now()
    }
    put(': this stream follows a run of tailrace\n\nretry: 1000\n\n')
    while (!signal.aborted) {
      // All that there is room for: who waits between parts of one batch falls behind a run that is faster.
      while ((controller.desiredSize ?? 0) > 0) {
        const text = reader.next()
        if (text === undefined) break
        put(text)
      }
      if (clock.now() - quietSinceMs >= heartbeatMs) put(': still here\n\n')
      await clock.wait(batchMs, signal)
    }
    if (!gone.signal.aborted) controller.close()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: controller => {
        run(controller).catch((error: unknown) => {
          controller.error(error)
        })
      },
      cancel: () => {
        gone.abort()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: waitingBytes }),
  )
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
