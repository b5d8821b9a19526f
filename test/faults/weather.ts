import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { Clock } from '../../core/clock.ts'
import type { Dice } from '../engine-model/plan.ts'

/** Whatever a function reaches. */
export type Reached =
  'search' | 'cache' | 'audit' | 'dependents' | 'post' | 'mail' | 'ledger' | 'claims' | 'parking' | 'items'

/** What goes wrong at one place, as chances from 0 to 1 for each call. */
export interface PlaceWeather {
  /** It cannot be reached: nothing takes place. */
  readonly down?: number
  /** It takes place, and the answer is lost. */
  readonly lost?: number
  /** The answer takes up to so long, in milliseconds. */
  readonly slowMs?: number
  /** The function is killed before it takes place. */
  readonly killBefore?: number
  /** The function is killed after it took place. */
  readonly killAfter?: number
  /** The function is killed, and what it had sent takes place long after. */
  readonly late?: number
  /** It slows down, in the sink's own words. */
  readonly throttled?: number
  /** It fails without an effect, and nothing says whose fault that is. */
  readonly odd?: number
}

/** The weather everywhere: changed while a play goes on. */
export interface Weather {
  at: Partial<Record<Reached, PlaceWeather>>
  /** Ends what is not answered. */
  isCalm: boolean
  /** Restarts of the search engine: its connections break, and what is still on its way to it is gone with them. */
  searchRestarts: number
}

/** An invocation that may die: once it is dead nothing that it still does counts. */
export interface MortalInvocation {
  isDead: boolean
  readonly kill: (why: string) => void
}

/** It may have died meanwhile, which a compiler cannot know. */
const isGone = ({ isDead }: Pick<MortalInvocation, 'isDead'>): boolean => isDead

const forever = async <T>(): Promise<T> => new Promise<T>(() => undefined)

/** Until something that was sent by a dead function takes place. */
const lateMs = 30_000

/** Calls through the weather. `late` collects what is still on its way. */
export const weatherCalls = (
  {
    clock,
    dice,
    weather,
    late,
  }: {
    readonly clock: Clock
    readonly dice: Dice
    readonly weather: Weather
    readonly late: Promise<unknown>[]
  },
  current: () => MortalInvocation,
) => {
  const unreachable = (sink: Reached): Error =>
    raise(sinkFaults, 'sink.unavailable', { sink, reason: 'it refuses the connection' }, { effect: 'none' })

  return async <T>(place: Reached, effect: () => Promise<T>, mayBeLate = true): Promise<T> => {
    const invocation = current()
    if (isGone(invocation)) return forever()
    const at = weather.at[place]
    if (at === undefined || weather.isCalm) {
      const result = await effect()
      return isGone(invocation) ? forever() : result
    }
    const {
      down = 0,
      lost = 0,
      slowMs = 0,
      killBefore = 0,
      killAfter = 0,
      late: lateShare = 0,
      throttled = 0,
    } = at
    if (slowMs > 0) await clock.wait(dice.below(slowMs))
    if (isGone(invocation)) return forever()
    if (dice.chance(killBefore)) {
      invocation.kill('before an effect')
      return forever()
    }
    if (mayBeLate && dice.chance(lateShare)) {
      const { searchRestarts } = weather
      const arrives = (): boolean => place !== 'search' || weather.searchRestarts === searchRestarts
      late.push(clock.wait(lateMs).then(async () => (arrives() ? effect() : undefined)))
      invocation.kill('with an effect on its way')
      return forever()
    }
    if (dice.chance(down)) throw unreachable(place)
    if (dice.chance(at.odd ?? 0)) throw new Error('something odd happened')
    if (dice.chance(throttled)) {
      const detail = { sink: place, retryAfterMs: 1_000 }
      throw raise(sinkFaults, 'sink.throttled', detail, { effect: 'none' })
    }
    const result = await effect()
    if (dice.chance(killAfter)) {
      invocation.kill('after an effect')
      return forever()
    }
    if (dice.chance(lost))
      throw raise(sinkFaults, 'sink.unavailable', { sink: place, reason: 'no answer in time' })
    return isGone(invocation) ? forever() : result
  }
}

/** {@link weatherCalls}, bound to whoever calls. */
export type WeatherCall = ReturnType<typeof weatherCalls>
