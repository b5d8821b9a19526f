import type { Clock } from '../../core/clock.ts'
import { streamHandler } from '../../core/handler/stream-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { FunctionTarget, InvocationEvent, InvokeResult } from '../../engine/ports/function-target.ts'
import type { Dice } from '../engine-model/plan.ts'
import type { ReachedSinks } from './fault-processors.ts'
import type { HeldSinks } from './held-sinks.ts'
import type { MortalInvocation, Weather } from './weather.ts'
import { weatherCalls } from './weather.ts'
import type { WrittenTable } from './written-table.ts'

/** What functions live in. */
export interface FaultSurroundings {
  readonly clock: Clock
  readonly dice: Dice
  readonly weather: Weather
  readonly table: WrittenTable
  readonly sinks: HeldSinks
  readonly late: Promise<unknown>[]
  readonly newId: () => string
  /** How often functions asked the table what an item is now. */
  readonly asked: { count: number }
}

/** Time that an invocation has. */
const timeoutMs = 30_000

/** The ports of one container; `current` is the invocation that it is in. */
export const containerPorts = (world: FaultSurroundings, current: () => MortalInvocation) => {
  const { sinks, table, asked } = world
  const call = weatherCalls(world, current)
  const reached: ReachedSinks = {
    sinks,
    dependents: table.items,
    call,
    die: () => {
      current().kill('by an item')
    },
  }
  return {
    reached,
    ledger: {
      add: async (entry: Parameters<HeldSinks['ledger']['add']>[0]) =>
        call('ledger', async () => sinks.ledger.add(entry)),
      query: async (...range: readonly [string, string, string]) =>
        call('ledger', async () => sinks.ledger.query(...range)),
    },
    claims: {
      write: async (claim: Parameters<HeldSinks['claims']['write']>[0]) =>
        call('claims', async () => sinks.claims.write(claim), false),
      read: async (place: string) => call('claims', async () => sinks.claims.read(place)),
    },
    parking: {
      put: async (key: string, body: string) =>
        call('parking', async () => Promise.resolve(void sinks.failed.set(key, body))),
      list: async function* () {
        yield* await Promise.resolve([])
      },
    },
    items: {
      read: async ({ keys }: { readonly keys: Parameters<WrittenTable['items']['delete']>[0] }) =>
        call('items', async () => {
          asked.count += 1
          return table.items.parent({ streamArn: '', keys })
        }),
    },
  }
}

type Handler = (event: InvocationEvent, remainingMs: () => number) => Promise<unknown>

/** A container: it is in one invocation at a time, and gone when that dies. */
interface Container {
  invocation: MortalInvocation
  readonly handler: Handler
}

const newContainer = (
  world: FaultSurroundings,
  functionName: string,
  processorsOn: (reached: ReachedSinks) => readonly Processor[],
): Container => {
  const none: MortalInvocation = { isDead: false, kill: () => undefined }
  const { reached, ...ports } = containerPorts(world, () => container.invocation)
  const { clock, newId } = world
  const handler = streamHandler(registry(processorsOn(reached)), {
    ...ports,
    functionName,
    stage: 'test',
    clock,
    newId,
    logger: silentLogger,
  })
  const container: Container = {
    invocation: none,
    handler: async (event, remainingMs) =>
      handler(event, { functionName, getRemainingTimeInMillis: remainingMs }),
  }
  return container
}

const exited = (message: string): InvokeResult => ({
  type: 'function-error',
  errorType: 'Runtime.ExitError',
  message,
})

/** Lambda refuses what is larger, whatever it holds. */
const mostBytes = 6 * 1_024 * 1_024

/** Looked at only where it may be: to write an event as JSON costs more than to handle it. */
const isTooLarge = (event: InvocationEvent): boolean => {
  const sizes = event.Records.map(({ dynamodb }) => dynamodb?.SizeBytes ?? 0)
  return (
    sizes.reduce((sum, each) => sum + each, 0) > mostBytes / 4 && JSON.stringify(event).length > mostBytes
  )
}

/** A function as Lambda runs it: in containers that are used again, and die with the invocation that dies in them. */
export const faultFunction = (
  world: FaultSurroundings,
  functionName: string,
  processorsOn: (reached: ReachedSinks) => readonly Processor[],
): FunctionTarget => {
  const idle: Container[] = []
  const { clock } = world
  return {
    functionName,
    invoke: async event => {
      if (isTooLarge(event)) return exited('the event has more than 6 MB')
      const container = idle.pop() ?? newContainer(world, functionName, processorsOn)
      const death = Promise.withResolvers<InvokeResult>()
      const invocation: MortalInvocation = {
        isDead: false,
        kill: why => {
          invocation.isDead = true
          death.resolve(exited(`killed ${why}`))
        },
      }
      container.invocation = invocation
      const finished = new AbortController()
      const endsAtMs = clock.now() + timeoutMs
      const limit = clock.wait(timeoutMs, finished.signal).then(() => {
        if (!finished.signal.aborted) invocation.kill('by its time-out')
        return death.promise
      })
      const returned = container
        .handler(event, () => endsAtMs - clock.now())
        .then(
          (value): InvokeResult => ({ type: 'returned', value }),
          (error: unknown): InvokeResult => exited(String(error)),
        )
      const result = await Promise.race([returned, death.promise, limit])
      finished.abort()
      if (!invocation.isDead) idle.push(container)
      return result
    },
  }
}
