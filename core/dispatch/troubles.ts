import { fieldOf } from '../errors/cause-chain.ts'
import { networkErrorIn } from '../errors/network-error.ts'
import { isPipelineError } from '../errors/pipeline-error.ts'
import type { Whose } from '../errors/whose-fault.ts'
import type { DispatchOptions } from './options.ts'
import { sayError } from './say.ts'
import type { Want } from './want.ts'

interface Trouble {
  readonly error: Error
  readonly level: 'warn' | 'error'
  readonly detail: Readonly<Record<string, unknown>>
  readonly wants: Want[]
}

/** What went wrong in one run, to be said once however many records it hit. By sink, or by what it was. */
export type Troubles = Map<string, Trouble>

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

/** Failures of a sink are one trouble; what a record brought upon itself is one for each kind of error. */
const placeOf = (first: Want | undefined, error: Error, whose: Whose): string => {
  const name = first?.processor.name ?? ''
  if (whose === 'sink' || whose === 'network') return `${name} sink`
  // A declared error is about this very record, and each says something else.
  const own = isPipelineError(error) && whose === 'record' ? (first?.unit.position ?? 0) : ''
  return `${name} ${causeOf(error)} ${own}`
}

const add = (
  troubles: Troubles,
  place: string,
  wants: readonly Want[],
  trouble: Omit<Trouble, 'wants'>,
): void => {
  const known = troubles.get(place)
  if (known === undefined) troubles.set(place, { ...trouble, wants: [...wants] })
  else known.wants.push(...wants)
}

/** Notes a failed try. */
export const noteFailure = (troubles: Troubles, wants: readonly Want[], error: Error, whose: Whose): void => {
  const target = targetOf(error)
  const detail = {
    ...((whose === 'sink' || whose === 'network') && { scope: 'sink' }),
    ...(target !== undefined && { target }),
  }
  add(troubles, placeOf(wants[0], error, whose), wants, { error, level: 'warn', detail })
}

/** Notes a call that failed for all of these together. */
export const noteFailedTogether = (
  troubles: Troubles,
  wants: readonly Want[],
  error: Error,
  groups: number,
): void => {
  const target = targetOf(error)
  const detail = { failedTogether: groups, ...(target !== undefined && { target }) }
  add(troubles, `${wants[0]?.processor.name ?? ''} together`, wants, { error, level: 'warn', detail })
}

/** Notes that a change could not be parked; `reason` is what it was to be parked for. */
export const noteUnparked = (troubles: Troubles, want: Want, error: Error, reason: Error): void => {
  const detail = { parkedFor: { code: causeOf(reason), message: reason.message } }
  add(troubles, 'parking', [want], { error, level: 'error', detail })
}

const countOf = (wants: readonly Want[]): number => new Set(wants.map(({ unit }) => unit)).size

const sayTrouble = ({ error, level, detail, wants }: Trouble, options: DispatchOptions): void => {
  const [first] = wants
  const parked = countOf(wants.filter(({ state }) => state === 'parked'))
  const attempt = wants.reduce((most, { attempts }) => Math.max(most, attempts), 0)
  const { view } = first?.unit ?? {}
  sayError(
    options,
    level,
    error,
    {
      processor: first?.processor.name,
      records: countOf(wants),
      ...(options.logKeys !== false && { key: view?.key }),
      sequenceNumber: view?.sequenceNumber,
      attempt,
      ...(parked > 0 && { parked }),
      ...detail,
    },
    wants.map(({ unit }) => unit.view),
  )
}

/** Says what went wrong, once for each, and forgets it. */
export const sayTroubles = (troubles: Troubles, options: DispatchOptions): void => {
  for (const trouble of troubles.values()) sayTrouble(trouble, options)
  troubles.clear()
}
