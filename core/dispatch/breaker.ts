import type { Delivery } from './delivery.ts'
import type { DispatchOptions } from './options.ts'

/** So often one delivery may try whether a sink answers again; then the rest of the batch waits for the next one. */
const mostProbes = 3

/** Nothing has begun or ended for so long, in milliseconds: what hangs holds up what waits behind it no longer. */
const patienceMs = 1_000

/** Trouble that nobody declared narrows to this share at the least: it may be the far end of a few records only. */
const leastShare = 8

/** What a breaker has to know of the run. */
interface BreakerRun {
  readonly options: Pick<DispatchOptions, 'clock' | 'deadlineAtMs' | 'reserveMs'>
  readonly isOver: () => boolean
  readonly ended: AbortSignal
}

/**
 * How many of a processor's deliveries may be under way in this run. All that `concurrency` allows, until its sink
 * refuses one. Then none begins for as long as the sink asked; after that one tries (half-open), and each that is
 * applied makes room for one more, so that the width doubles with every round until it is full again. A sink that
 * says nothing of a time, or goes on refusing, ends the processor's work in this run. A class: decision 0090.
 *
 * It holds no state of any delivery but the mark that the sink, and nothing of its own, has refused it.
 */
export class Breaker {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new Breaker()

  /** Whoever begins has to ask. Until then nothing but this field is read. */
  isNarrow = false
  /** None begins any more. */
  isShut = false
  #width = Infinity
  #full = Infinity
  #underWay = 0
  #isResting = false
  #restsUntilMs = -Infinity
  /** Rests since anything was applied. */
  #rests = 0
  #probesLeft = mostProbes
  #isProbing = false
  /** Of what was under way at the last narrowing, so many have not ended: what they say was said already. */
  #stragglers = 0
  #movedAtMs = -Infinity
  #refused: Set<Delivery> | undefined
  #wake: (() => void) | undefined
  #line: Promise<unknown> | undefined

  /** So many deliveries are under way from now on. */
  begin(count: number): void {
    this.#underWay += count
  }

  /** So many have ended, well or not. */
  end(count: number, run: BreakerRun): void {
    this.#underWay -= count
    this.#stragglers = Math.max(0, this.#stragglers - count)
    this.#movedAtMs = run.options.clock.now()
    this.#wake?.()
  }

  /** One was applied. */
  succeed(): void {
    if (this.isShut || this.#isResting) return
    this.#isProbing = false
    this.#probesLeft = mostProbes
    this.#rests = 0
    this.#width += 1
    this.isNarrow = this.#width < this.#full
    this.#wake?.()
  }

  /** The sink as a whole has refused these; `askedMs`: the time that it wants to be left alone for. */
  refuse(deliveries: readonly Delivery[], askedMs: number | undefined, run: BreakerRun): void {
    if (askedMs === undefined || (this.#isProbing && this.#probesLeft === 0)) {
      this.shut()
      return
    }
    this.#narrow(1)
    if (!this.#isResting) this.#rests += 1
    this.#isResting = true
    this.#isProbing = true
    const { clock, deadlineAtMs, reserveMs } = run.options
    const nowMs = clock.now()
    this.#restsUntilMs = Math.max(this.#restsUntilMs, nowMs + askedMs * 2 ** (this.#rests - 1))
    // What tries after that has to have as long for itself.
    if (this.#restsUntilMs - nowMs > (deadlineAtMs - reserveMs - nowMs) / 2) this.shut()
    this.#refused ??= new Set()
    for (const delivery of deliveries) this.#refused.add(delivery)
  }

  /** Something between here and a far end failed, and nobody says whose it is. */
  strain(): void {
    if (this.#stragglers > 0 || this.#isResting) return
    const width = Math.min(this.#width, this.#underWay)
    const full = this.isNarrow ? this.#full : this.#underWay
    this.#narrow(Math.min(width, Math.max(1, width / 2, full / leastShare)))
    this.#stragglers = this.#underWay
  }

  /** Ends the processor's work in this run. */
  shut(): void {
    this.isNarrow = true
    this.isShut = true
    this.#wake?.()
  }

  /** True while {@link hasRefused} is for some. */
  get hasRefusedAny(): boolean {
    return this.#refused !== undefined && this.#refused.size > 0
  }

  /** True for what the sink has refused, and may be tried again once the breaker lets it through. */
  hasRefused(delivery: Delivery): boolean {
    return !this.isShut && this.#refused?.has(delivery) === true
  }

  /** Brings a refused delivery to where its next try may begin; others are left as they are. */
  readmit(delivery: Delivery): void {
    if (this.#refused?.delete(delivery) === true) delivery.tryAgain()
  }

  /**
   * Waits until some of so many deliveries may begin, takes places for them, and says for how many: for all of them
   * at once while nothing is wrong, for none when none may any more. Who asks first is let through first.
   */
  async admit(wanted: number, run: BreakerRun): Promise<number> {
    if (!this.isNarrow) return this.#grant(wanted)
    const before = this.#line
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#line = promise
    await before
    try {
      return await this.#waitForPlaces(wanted, run)
    } finally {
      resolve(undefined)
    }
  }

  /** Gives one place back and waits for one; true when it may go on. Else nothing begins any more, and no place counts. */
  async askAgain(run: BreakerRun): Promise<boolean> {
    this.end(1, run)
    return (await this.admit(1, run)) === 1
  }

  #narrow(width: number): void {
    if (!this.isNarrow) this.#full = this.#underWay
    this.isNarrow = true
    this.#width = width
  }

  async #waitForPlaces(wanted: number, run: BreakerRun): Promise<number> {
    while (!run.isOver() && !this.isShut) {
      const waitMs = this.isNarrow ? this.#nextPlaceInMs(run) : 0
      if (waitMs <= 0) return this.#grant(wanted, run)
      const wake = new AbortController()
      this.#wake = () => {
        wake.abort()
      }
      await run.options.clock.wait(waitMs, AbortSignal.any([wake.signal, run.ended]))
      this.#wake = undefined
    }
    return 0
  }

  #nextPlaceInMs({ options }: BreakerRun): number {
    const nowMs = options.clock.now()
    if (this.#restsUntilMs > nowMs) return this.#restsUntilMs - nowMs
    if (this.#isProbing && this.#probesLeft === 0) return Math.max(1, options.deadlineAtMs - nowMs)
    if (this.#underWay < Math.floor(this.#width)) return 0
    return this.#movedAtMs + patienceMs - nowMs
  }

  #grant(wanted: number, run?: BreakerRun): number {
    const free = this.isNarrow ? Math.max(1, Math.floor(this.#width) - this.#underWay) : wanted
    const count = Math.min(wanted, free)
    this.#isResting = false
    if (this.#isProbing) this.#probesLeft -= 1
    if (run !== undefined) this.#movedAtMs = run.options.clock.now()
    this.#underWay += count
    return count
  }
}
