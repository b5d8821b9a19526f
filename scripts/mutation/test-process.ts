// Runs test files of the folder that it is started in, as ordered; vitest and what it has compiled stay.
import type { Vitest } from 'vitest/node'
import type { NumberedMutant } from './instrumented.ts'
import { instrumentingVitest } from './instrumenting-vitest.ts'
import type { OrderMessage } from './order-channel.ts'
import { openChannel } from './order-channel.ts'
import type { OrderedThread } from './ordered-thread.ts'
import type { Answer, TestOrder } from './orders.ts'

const limitBeforeMs = 180_000

/** Performs orders in a thread that is ended when it hangs, or may not be trusted any more. */
const orderedTests = (vitest: Vitest, thread: () => OrderedThread | undefined) => {
  let hear: (message: OrderMessage) => void = () => undefined
  const channel = openChannel(message => hear(message))
  /** Settled when the thread has ended. */
  let life: Promise<unknown> | undefined

  const start = async (): Promise<void> => {
    if (life !== undefined) return
    const [specification] = await vitest.globTestSpecifications()
    if (specification === undefined) throw new Error('there are no test files')
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    hear = ({ isReady }) => {
      if (isReady) resolve(undefined)
    }
    life = vitest.runTestSpecifications([specification])
    void life.finally(() => reject(new Error('the thread that runs tests does not start')))
    await promise
  }

  const stop = async (): Promise<void> => {
    const ending = life
    life = undefined
    await thread()?.stop()
    await ending
  }

  return async (order: TestOrder): Promise<Answer> => {
    if (order.inNewThread === true) await stop()
    await start()
    const startedMs = Date.now()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const endAs = (type: Answer['type']) => () =>
      resolve({ type, ms: Date.now() - startedMs, isUnsure: true })
    let timer = setTimeout(endAs('unsound'), limitBeforeMs)
    hear = ({ hasBegun, answer }) => {
      if (answer !== undefined) resolve(answer)
      if (hasBegun === undefined) return
      clearTimeout(timer)
      timer = setTimeout(endAs('timed-out'), order.limitMs)
    }
    void life?.finally(endAs('failed'))
    channel.tell({ order })
    const answer = await promise
    clearTimeout(timer)
    if (answer.isUnsure === true) await stop()
    return answer
  }
}

/** What the process that has started this one says: first the mutants, then orders. */
interface Request {
  readonly mutants?: readonly NumberedMutant[]
  readonly order?: TestOrder
}

let perform: ((order: TestOrder) => Promise<Answer>) | undefined
let thread: OrderedThread | undefined

const take = async ({ mutants, order }: Request): Promise<void> => {
  if (mutants !== undefined) {
    const vitest = await instrumentingVitest(process.cwd(), mutants, started => {
      thread = started
    })
    perform = orderedTests(vitest, () => thread)
    process.send?.({ isReady: true })
  }
  if (order !== undefined) process.send?.({ answer: await perform?.(order) })
}

process.on('message', (request: Request) => {
  take(request).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit())
