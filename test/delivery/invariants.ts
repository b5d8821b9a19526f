import { itemKey } from '../../core/record/item-key.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { numberOf } from '../support/local-mapping.ts'
import type { Story } from './play.ts'
import { maxAttempts } from './play.ts'
import type { Effect } from './sinks.ts'
import { tryName } from './sinks.ts'

const keyOf = ({ dynamodb }: StreamRecord): string => itemKey(dynamodb?.Keys ?? {})
const strict = ['mail', 'pay']
const events = ['notify', 'audit', ...strict]
const states = ['search', 'profile']

const isAside = ({ parked, discarded }: Story, processor: string, seq: number): boolean =>
  parked.has(tryName(processor, seq)) || discarded.has(seq)

/** Every change of every processor has its effect, or lies parked, or was given up with its batch. */
export const lost = (story: Story): readonly string[] => {
  const { sinks, records } = story
  const done = new Set(sinks.effects.map(({ processor, seq }) => tryName(processor, seq)))
  const isSuperseded = (processor: string, record: StreamRecord): boolean =>
    (sinks.states.get(processor)?.get(keyOf(record)) ?? 0) >= numberOf(record)
  return [...events, ...states].flatMap(processor =>
    records
      .filter(record => !isAside(story, processor, numberOf(record)))
      .filter(record => !done.has(tryName(processor, numberOf(record))) && !isSuperseded(processor, record))
      .map(record => `${tryName(processor, numberOf(record))} is lost`),
  )
}

/** An effect that the dispatcher knew of is repeated only when something took that knowledge away. */
export const repeated = ({ sinks, invocations }: Story): readonly string[] =>
  [...Map.groupBy(sinks.effects, ({ processor, seq }) => tryName(processor, seq))].flatMap(
    ([place, runs]) => {
      const isExcused = (from: Effect, to: Effect): boolean =>
        invocations.slice(from.invocation, to.invocation).some(({ excuses }) => excuses.size > 0)
      const known = runs.filter(({ isTold }) => isTold)
      return known.flatMap(first =>
        runs
          .filter(
            later => later !== first && later.invocation >= first.invocation && !isExcused(first, later),
          )
          .map(
            later => `${place} is done in invocation ${first.invocation} and again in ${later.invocation}`,
          ),
      )
    },
  )

/** A strict effect takes place once at most, whatever died, was lost, came late or could not be written. */
export const doneTwice = ({ sinks }: Story): readonly string[] =>
  [...Map.groupBy(sinks.effects, ({ processor, seq }) => tryName(processor, seq))]
    .filter(([, effects]) => strict.includes(effects[0]?.processor ?? '') && effects.length > 1)
    .map(([place, effects]) => `${place} is done ${effects.length} times`)

/** Only strict processors are ever in doubt, and what is parked otherwise has had no effect of theirs. */
export const wronglyDoubted = ({ sinks, parked, inDoubt }: Story): readonly string[] => {
  const done = new Set(sinks.effects.map(({ processor, seq }) => tryName(processor, seq)))
  const isStrict = (place: string): boolean => strict.some(name => place.startsWith(`${name} `))
  return [...parked]
    .filter(place => (isStrict(place) ? !inDoubt.has(place) && done.has(place) : inDoubt.has(place)))
    .map(place => `${place} is parked ${inDoubt.has(place) ? 'in doubt' : 'as if it had no effect'}`)
}

/**
 * The first effects of a key's changes are in order. What arrives after its invocation is over, nobody can order, and
 * for what was set aside nobody waits.
 */
export const misordered = (story: Story): readonly string[] => {
  const inTime = story.sinks.effects.filter(
    ({ processor, seq, isLate }) => !isLate && !isAside(story, processor, seq),
  )
  const lanes = Map.groupBy(inTime, ({ processor, key }) => `${processor} of ${key}`)
  return [...lanes].flatMap(([lane, effects]) => {
    const firsts = [...new Set(effects.map(({ seq }) => seq))]
    const isOrdered = firsts.every((seq, index) => seq > (firsts[index - 1] ?? 0))
    return isOrdered ? [] : [`${lane}: ${firsts.join(' ')}`]
  })
}

/** Each state sink holds the last image of each key, unless that very image was set aside. */
export const stale = (story: Story): readonly string[] =>
  [...Map.groupBy(story.records, keyOf)].flatMap(([key, records]) => {
    const last = records.map(numberOf).at(-1) ?? 0
    return states
      .filter(name => !isAside(story, name, last))
      .map(name => ({ name, held: story.sinks.states.get(name)?.get(key) }))
      .filter(({ held }) => held !== last)
      .map(({ name, held }) => `${name} holds ${held ?? 'nothing'} of ${key}, not ${last}`)
  })

/** Whatever lies parked can never succeed, or has had all its tries; members of a group have theirs together. */
export const parkedTooSoon = ({ records, sinks, parked, inDoubt }: Story): readonly string[] =>
  [...events, ...states].flatMap(processor => {
    const isGrouped = ['search', 'audit', 'pay'].includes(processor)
    return records
      .filter(record => parked.has(tryName(processor, numberOf(record))))
      .filter(record => !inDoubt.has(tryName(processor, numberOf(record))))
      .filter(record => {
        const sharers = isGrouped ? records.filter(other => keyOf(other) === keyOf(record)) : [record]
        const places = sharers.map(each => tryName(processor, numberOf(each)))
        const tries = places.reduce((sum, each) => sum + (sinks.tries.get(each) ?? 0), 0)
        return !places.some(sinks.isPoison) && tries < maxAttempts
      })
      .map(record => `${tryName(processor, numberOf(record))} is parked before its time`)
  })

/** With room to retry, nothing is ever given up: what cannot succeed is parked first. */
export const givenUp = ({ mayDiscard, discarded }: Story): readonly string[] =>
  mayDiscard ? [] : [...discarded].map(seq => `${seq} is given up`)
