import { fieldOf } from '../errors/cause-chain.ts'
import { networkErrorIn } from '../errors/network-error.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { Whose } from '../errors/whose-fault.ts'
import type { DispatchOptions } from './options.ts'
import { logError } from './log-error.ts'
import type { Delivery } from './delivery.ts'

interface FailureLine {
  readonly error: Error
  readonly level: 'warn' | 'error'
  readonly detail: Readonly<Record<string, unknown>>
  readonly deliveries: Delivery[]
}

/** What went wrong in one run, to be said once however many records it hit. By sink, or by what it was. */
export type FailureLog = Map<string, FailureLine>

/** What could not be reached: the sink as its adapter names it, or host and port of a refused connection. */
const targetOf = (error: Error): string | undefined => {
  const sink = isPipelineError(error) ? fieldOf(error.detail, 'sink') : undefined
  if (typeof sink === 'string') return sink
  const link = networkErrorIn(error)
  const [host, port] = [fieldOf(link, 'hostname') ?? fieldOf(link, 'address'), fieldOf(link, 'port')]
  if (typeof host !== 'string') return undefined
  return typeof port === 'number' || typeof port === 'string' ? `${host}:${port}` : host
}

const causeOf = (error: Error): string => (isPipelineError(error) ? error.code : error.name)

/** Failures of a sink are one line; what a record brought upon itself is one for each kind of error. */
const placeOf = (first: Delivery | undefined, error: Error, whose: Whose): string => {
  const name = first?.processor.name
  if (whose === 'sink' || whose === 'network') return [name, 'sink'].join(' ')
  // A declared error is about this very record, and each says something else.
  const own = isPipelineError(error) && whose === 'record' ? first?.record.position : undefined
  return [name, causeOf(error), own].join(' ')
}

const add = (
  failureLog: FailureLog,
  place: string,
  deliveries: readonly Delivery[],
  line: Omit<FailureLine, 'deliveries'>,
): void => {
  const known = failureLog.get(place)
  if (known === undefined) failureLog.set(place, { ...line, deliveries: [...deliveries] })
  else known.deliveries.push(...deliveries)
}

/** Notes a failed try. */
export const logFailure = (
  failureLog: FailureLog,
  deliveries: readonly Delivery[],
  error: Error,
  whose: Whose,
): void => {
  const target = targetOf(error)
  const detail = {
    ...((whose === 'sink' || whose === 'network') && { scope: 'sink' }),
    ...(target !== undefined && { target }),
  }
  add(failureLog, placeOf(deliveries[0], error, whose), deliveries, { error, level: 'warn', detail })
}

/** Notes a call that failed for all of these together. */
export const logFailedTogether = (
  failureLog: FailureLog,
  deliveries: readonly Delivery[],
  error: Error,
  groups: number,
): void => {
  const target = targetOf(error)
  const detail = { failedTogether: groups, ...(target !== undefined && { target }) }
  add(failureLog, [deliveries[0]?.processor.name, 'together'].join(' '), deliveries, {
    error,
    level: 'warn',
    detail,
  })
}

/** Notes that a change could not be parked; `reason` is what it was to be parked for. */
export const logUnparked = (
  failureLog: FailureLog,
  delivery: Delivery,
  error: Error,
  reason: Error,
): void => {
  const detail = { parkedFor: { code: causeOf(reason), message: reason.message } }
  add(failureLog, 'parking', [delivery], { error, level: 'error', detail })
}

const countOf = (deliveries: readonly Delivery[]): number =>
  new Set(deliveries.map(({ record }) => record)).size

const writeLine = ({ error, level, detail, deliveries }: FailureLine, options: DispatchOptions): void => {
  const [first] = deliveries
  const parked = countOf(deliveries.filter(({ state }) => state === 'parked'))
  // Refused at first and there in the end, all in one invocation.
  const applied = countOf(deliveries.filter(({ state }) => state === 'applied' || state === 'unchanged'))
  const attempt = deliveries.reduce((most, { attempts }) => Math.max(most, attempts), 0)
  const { view } = first?.record ?? {}
  logError(
    options,
    level,
    error,
    {
      processor: first?.processor.name,
      records: countOf(deliveries),
      ...(options.logKeys !== false && { key: view?.key }),
      sequenceNumber: view?.sequenceNumber,
      attempt,
      ...(parked > 0 && { parked }),
      ...(applied > 0 && { applied }),
      ...detail,
    },
    deliveries.map(({ record }) => record.view),
  )
}

/** Says what went wrong, once for each, and forgets it. */
export const writeFailureLog = (failureLog: FailureLog, options: DispatchOptions): void => {
  for (const line of failureLog.values()) writeLine(line, options)
  failureLog.clear()
}
