import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import type { DeliveryState } from './delivery.ts'
import { Delivery, firstOpen, isFinished } from './delivery.ts'
import type { VersionNote } from '../version/version-note.ts'
import type { FailureEvidence } from './failure-evidence.ts'

const handled = processor({ name: 'all', filter: everything(), handle: async () => Promise.resolve() })
const newDelivery = (error?: Error): Delivery =>
  new Delivery(
    handled,
    new BatchRecord(0, viewOf(recordOf({ seq: 1 })), undefined),
    'INSERT',
    undefined,
    error,
  )

/** What can be seen of a delivery. */
interface Seen {
  readonly state: DeliveryState
  readonly ran: boolean
  readonly attempts: number
  readonly retryAlone: boolean
  readonly isShared: boolean
  readonly error: string | undefined
  readonly evidence: FailureEvidence | undefined
  readonly note: VersionNote | undefined
}

/** One row of the table in docs/guides/delivery.md: from where, and what it makes of a delivery. */
interface Row {
  readonly from: readonly DeliveryState[]
  readonly makes: (before: Seen) => Partial<Seen>
  readonly on: (delivery: Delivery) => void
}

const maxAttempts = 5
const evidence = (isAttempt: boolean): FailureEvidence => ({
  witness: 1,
  firstFailedAtMs: 7,
  appliedBefore: 3,
  isAttempt,
})
const open: readonly DeliveryState[] = ['waiting', 'running', 'retry']
const none = { done: undefined, attempts: 0, retryAlone: false }

const rows: Readonly<Record<string, Row>> = {
  'resume, nothing known': {
    from: ['waiting'],
    makes: () => ({ attempts: 0, retryAlone: false }),
    on: d => {
      d.resume(none)
    },
  },
  'resume, failed before': {
    from: ['waiting'],
    makes: () => ({
      attempts: 4,
      retryAlone: true,
      evidence: { witness: 2, firstFailedAtMs: undefined, appliedBefore: undefined, isAttempt: false },
    }),
    on: d => {
      d.resume({ done: undefined, attempts: 4, retryAlone: true, witness: 2 })
    },
  },
  'resume, failing since': {
    from: ['waiting'],
    makes: () => ({
      attempts: 0,
      retryAlone: false,
      evidence: { witness: 0, firstFailedAtMs: 9, appliedBefore: undefined, isAttempt: false },
    }),
    on: d => {
      d.resume({ ...none, firstFailedAtMs: 9 })
    },
  },
  'resume, applied': {
    from: ['waiting'],
    makes: () => ({ state: 'applied', attempts: 1, retryAlone: false }),
    on: d => {
      d.resume({ ...none, done: 'applied', attempts: 1 })
    },
  },
  'resume, parked': {
    from: ['waiting'],
    makes: () => ({ state: 'parked', attempts: 5, retryAlone: false }),
    on: d => {
      d.resume({ ...none, done: 'parked', attempts: 5 })
    },
  },
  passOver: {
    from: ['waiting'],
    makes: () => ({ state: 'unchanged' }),
    on: d => {
      d.passOver()
    },
  },
  hinder: {
    from: ['waiting'],
    makes: ({ error }) => ({ error: error ?? 'killed' }),
    on: d => {
      d.hinder(new Error('killed'))
    },
  },
  clear: {
    from: ['waiting', 'running'],
    makes: () => ({ error: undefined }),
    on: d => {
      d.clear()
    },
  },
  start: {
    from: ['waiting'],
    makes: () => ({ state: 'running' }),
    on: d => {
      d.start()
    },
  },
  tryAgain: {
    from: ['retry'],
    makes: () => ({ state: 'waiting', error: undefined }),
    on: d => {
      d.tryAgain()
    },
  },
  holdBack: {
    from: ['running'],
    makes: () => ({ state: 'waiting' }),
    on: d => {
      d.holdBack()
    },
  },
  'call, alone': {
    from: ['running'],
    makes: () => ({ ran: true, isShared: false }),
    on: d => {
      d.call(false)
    },
  },
  'call, with others': {
    from: ['running'],
    makes: () => ({ ran: true, isShared: true }),
    on: d => {
      d.call(true)
    },
  },
  noteVersion: {
    from: ['running'],
    makes: () => ({ note: 'version_tie' }),
    on: d => {
      d.noteVersion('version_tie')
    },
  },
  'apply, applied': {
    from: ['running'],
    makes: () => ({ state: 'applied' }),
    on: d => {
      d.apply('applied')
    },
  },
  'apply, unchanged': {
    from: ['running'],
    makes: () => ({ state: 'unchanged' }),
    on: d => {
      d.apply('unchanged')
    },
  },
  fail: {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'away' }),
    on: d => {
      d.fail(new Error('away'))
    },
  },
  failWith: {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'no', attempts: 3, evidence: evidence(true) }),
    on: d => {
      d.failWith(new Error('no'), 3, evidence(true))
    },
  },
  'failWith, its attempts used up': {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'no', attempts: 7, evidence: evidence(true) }),
    on: d => {
      d.failWith(new Error('no'), 7, evidence(true))
    },
  },
  'failWith, one attempt left, and this was none': {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'no', attempts: 4, evidence: evidence(false) }),
    on: d => {
      d.failWith(new Error('no'), 4, evidence(false))
    },
  },
  'failTogether, not saying whose fault': {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'all', retryAlone: true, evidence: evidence(false) }),
    on: d => {
      d.failTogether(new Error('all'), evidence(false))
    },
  },
  'failTogether, saying whose fault': {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'all', retryAlone: true }),
    on: d => {
      d.failTogether(new Error('all'), undefined)
    },
  },
  'cutOff, an attempt': {
    from: ['running'],
    makes: ({ attempts, retryAlone, isShared }) => ({
      state: 'retry',
      error: 'late',
      evidence: evidence(true),
      attempts: isShared ? attempts : attempts + 1,
      retryAlone: retryAlone || isShared,
    }),
    on: d => {
      d.cutOff(new Error('late'), evidence(true))
    },
  },
  'cutOff, no attempt': {
    from: ['running'],
    makes: ({ retryAlone, isShared }) => ({
      state: 'retry',
      error: 'late',
      evidence: evidence(false),
      retryAlone: retryAlone || isShared,
    }),
    on: d => {
      d.cutOff(new Error('late'), evidence(false))
    },
  },
  doubt: {
    from: ['waiting', 'running'],
    makes: () => ({ state: 'retry', error: 'who knows', evidence: undefined }),
    on: d => {
      d.doubt(new Error('who knows'))
    },
  },
  blame: {
    from: ['retry'],
    makes: ({ attempts, evidence: known }) =>
      known === undefined
        ? {}
        : {
            evidence: { ...known, witness: 2, isAttempt: true },
            // The fifth one is for the try that parks it.
            attempts: known.isAttempt || attempts >= 4 ? attempts : attempts + 1,
          },
    on: d => {
      d.blame(maxAttempts)
    },
  },
  keepOneTry: {
    from: open,
    makes: ({ attempts, evidence: known }) =>
      known?.isAttempt === true && attempts > 4 ? { attempts: 4 } : {},
    on: d => {
      d.keepOneTry(maxAttempts)
    },
  },
  park: {
    from: open,
    makes: () => ({ state: 'parked', attempts: 5 }),
    on: d => {
      d.park(5)
    },
  },
  stayUnparked: {
    from: open,
    makes: ({ error }) => ({ state: 'retry', error: error ?? 'reason' }),
    on: d => {
      d.stayUnparked(new Error('reason'))
    },
  },
}

const seenOf = ({
  state,
  ran,
  attempts,
  retryAlone,
  isShared,
  error,
  evidence: known,
  note,
}: Delivery): Seen => ({
  state,
  ran,
  attempts,
  retryAlone,
  isShared,
  error: error?.message,
  evidence: known,
  note,
})

const started: Seen = {
  state: 'waiting',
  ran: false,
  attempts: 0,
  retryAlone: false,
  isShared: false,
  error: undefined,
  evidence: undefined,
  note: undefined,
}

describe('the life of a delivery', () => {
  it('makes of it what the table says, and throws and changes nothing where the table has no such step', () => {
    // Two of three steps are allowed ones, or few lives would come further than their first failure.
    const steps = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 })), { maxLength: 12 })
    const pick = (number: number, luck: number, state: DeliveryState): Row => {
      const allowed = Object.values(rows).filter(({ from }) => from.includes(state))
      const all = luck > 0 && allowed.length > 0 ? allowed : Object.values(rows)
      return all[number % all.length] as Row
    }
    fc.assert(
      fc.property(steps, fc.constantFrom(undefined, 'unclear'), (all, hindrance) => {
        const delivery = newDelivery(hindrance === undefined ? undefined : new Error(hindrance))
        let expected: Seen = { ...started, error: hindrance }
        for (const [number, luck] of all) {
          const { from, makes, on } = pick(number, luck, expected.state)
          if (from.includes(expected.state)) {
            on(delivery)
            expected = { ...expected, ...makes(expected) }
          } else {
            expect(() => {
              on(delivery)
            }).toThrow(TypeError)
          }
          expect(seenOf(delivery)).toEqual(expected)
        }
      }),
      { numRuns: 600 },
    )
  })

  it.each(Object.entries(rows))('allows %s from where the table says, and from nowhere else', (_, row) => {
    /** The shortest way to each state. */
    const ways: Readonly<Record<DeliveryState, readonly string[]>> = {
      waiting: [],
      running: ['start'],
      applied: ['start', 'apply, applied'],
      unchanged: ['passOver'],
      parked: ['park'],
      retry: ['fail'],
    }
    const allowed = Object.entries(ways).flatMap(([state, way]) => {
      const delivery = newDelivery()
      for (const step of way) rows[step]?.on(delivery)
      expect(delivery.state).toBe(state)
      try {
        row.on(delivery)
        return [state]
      } catch {
        return []
      }
    })

    expect(allowed).toEqual(Object.keys(ways).filter(state => row.from.includes(state as DeliveryState)))
  })

  it('begins with what is wanted of it, and stays about that', () => {
    const record = new BatchRecord(0, viewOf(recordOf({ seq: 1 })), undefined)
    const Thing = entity('Thing', { match: { type: 'THING' } })
    const delivery = new Delivery(handled, record, 'REMOVE', Thing, undefined)
    delivery.start()

    expect(delivery).toMatchObject({ processor: handled, record, kind: 'REMOVE', entity: Thing })
  })

  it.each([true, false])('is to be alone after the deadline only where it shared its call (%s)', isShared => {
    const delivery = newDelivery()
    delivery.start()
    delivery.call(isShared)
    delivery.cutOff(new Error('late'), evidence(true))

    expect([delivery.retryAlone, delivery.attempts]).toEqual([isShared, isShared ? 0 : 1])
  })

  it('is over once it is applied, unchanged or parked', () => {
    const over = ['applied', 'unchanged', 'parked'] as const

    expect(over.map(state => isFinished({ state }))).toEqual([true, true, true])
    expect(open.map(state => isFinished({ state }))).toEqual([false, false, false])
  })

  it('leads to the first unfinished one behind it', () => {
    const [first, second, third] = [newDelivery(), newDelivery(), newDelivery()]
    first.precede(second)
    second.precede(third)
    first.passOver()
    second.park(1)

    expect(firstOpen(first)).toBe(third)
    third.passOver()
    expect(firstOpen(first)).toBeUndefined()
  })

  it('is changed by nobody else: the compiler refuses it', () => {
    const assign = (delivery: Delivery): void => {
      // @ts-expect-error a state is entered by a transition only
      delivery.state = 'applied'
      // @ts-expect-error attempts are counted by transitions only
      delivery.attempts = 1
      // @ts-expect-error an error comes with a transition only
      delivery.error = undefined
      // @ts-expect-error evidence comes with a transition only
      delivery.evidence = undefined
      // @ts-expect-error the next try is to be alone after a transition only
      delivery.retryAlone = true
      // @ts-expect-error the chain is made with `precede` only
      delivery.next = undefined
    }

    expect(assign).toHaveLength(1)
  })
})
