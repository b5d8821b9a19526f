import type { Logger } from '../logger.ts'
import type { Hook } from './hooks-of.ts'
import { hooksOf } from './hooks-of.ts'
import type { WorkEnd, ObservedSinkCall, Observer } from './observer.ts'
import type { ObserverFailed } from './say-once.ts'
import { sayOnce } from './say-once.ts'
import { standAround } from './stand-around.ts'

type Call = (...given: readonly unknown[]) => unknown

/** What a function came to when it was called: to be given to its caller as it is, and to be waited for. */
interface Answer {
  readonly give: () => unknown
  readonly promise?: Promise<unknown>
}

const answerOf = (call: Call, given: readonly unknown[]): Answer => {
  try {
    const value = call(...given)
    // Something that begins when it is awaited, or a listing, is left to its caller.
    return { give: () => value, ...(value instanceof Promise && { promise: value }) }
  } catch (thrown) {
    const give = (): never => {
      throw thrown
    }
    // What was thrown, as it is: an async function rejects with anything.
    const failed = async (): Promise<never> => Promise.resolve().then(give)
    return { give, promise: failed() }
  }
}

/** A function with observers around its calls. */
const observedCall =
  (
    call: Call,
    what: ObservedSinkCall,
    hooks: readonly Hook<ObservedSinkCall>[],
    fail: ObserverFailed,
  ): Call =>
  (...given) => {
    let answer: Answer | undefined
    const work = async (): Promise<unknown> => {
      answer = answerOf(call, given)
      return answer.promise
    }
    const endedWell = (): WorkEnd => ({ failed: 0 })
    const { result } = standAround(hooks, what, { work, endedWell, all: 1, fail })
    // Who called has the sink's own promise to hear it from.
    result.catch(() => undefined)
    return answer?.give()
  }

/** Names of all that an object has, the methods of its class among them. */
const namesOf = (sink: object): readonly string[] => {
  const names = new Set<string>()
  for (
    let level: unknown = sink;
    typeof level === 'object' && level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  )
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  return [...names].filter(name => name !== 'constructor')
}

/** A sink whose calls the observers stand around. What it answers is untouched, and so is the sink itself. */
export const observedSink = <Sink extends object>(
  name: string,
  sink: Sink,
  observers: readonly Observer[],
  logger: Logger,
): Sink => {
  const hooks = hooksOf(observers, observer => observer.sink)
  const fail = sayOnce({ logger }, { sink: name })
  const observed = (operation: string): unknown => {
    const value: unknown = Reflect.get(sink, operation)
    if (typeof value !== 'function') return value
    // Methods of a class find their own sink.
    const own: Call = (...given) => Reflect.apply(value, sink, given) as unknown
    return observedCall(own, { sink: name, operation }, hooks, fail)
  }
  const properties = namesOf(sink).map((operation): readonly [string, PropertyDescriptor] => [
    operation,
    { enumerable: Object.hasOwn(sink, operation), get: () => observed(operation) },
  ])
  return Object.create(Object.getPrototypeOf(sink) as object | null, Object.fromEntries(properties)) as Sink
}
