import { deepEqual, equal, ok } from 'node:assert/strict'
import type { Lease, LeaseTerms, LeaseAttempt } from '../../core/lease/lease.ts'
import { takeLease } from '../../core/lease/lease.ts'
import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { PortCase, ReasonsAgainst } from './contract.ts'
import { portContract } from './contract.ts'
import { holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty place, which has marks of things by their names. */
export interface LeaseMarksUnderTest extends WithFaults {
  /** The marks of one thing; what is held to the suite. */
  readonly marksOf: (thing: string) => LeaseMarks
}

const lifeMs = 1_000

/** One that takes leases, on a clock that the case sets. */
const termsOf = (id: string, time: { ms: number }, dead: readonly string[] = []): LeaseTerms => {
  const process = { machine: 'm', pid: 1, start: id }
  return {
    party: {
      holder: { ...partyByClock(id, `process ${id}`).holder, process },
      isDead: async ({ start }) => Promise.resolve(dead.includes(start)),
    },
    clock: { now: () => time.ms, wait: async () => Promise.resolve() },
    lifeMs,
  }
}

const leaseIn = (taking: LeaseAttempt): Lease => {
  if (taking.type !== 'taken') throw new Error(`held by ${taking.by}`)
  return taking.lease
}

const nobodys = ['', '{"holder":', 'null', '{"holder":{"id":1}}', '[]']

const without: ReasonsAgainst = {
  'refusal-of-all': 'a call is about one mark: its refusal is that of one',
  'partial-failure': 'a mark that is half made counts for nobody, which its cases show',
  abort: 'the port takes no signal: a mark is made or not before anybody can stop it',
  order: 'the numbers of the marks decide, in whatever order they are listed',
}

const leaseMarksCases: readonly PortCase<LeaseMarksUnderTest>[] = [
  {
    name: 'gives a thing to one, and tells the others who has it',
    run: async make => {
      const marks = (await make()).marksOf('a/b-ü.json')
      const time = { ms: 0 }

      const first = await takeLease(marks, termsOf('1', time))
      const second = await takeLease(marks, termsOf('2', time))

      equal(first.type, 'taken')
      deepEqual(second, { type: 'held', by: 'process 1', untilMs: lifeMs })
    },
  },
  {
    name: 'gives it to one at most of many that ask at once',
    run: async make => {
      const { marksOf } = await make()
      const takings = await Promise.all(
        Array.from({ length: 12 }, async (_, id) =>
          takeLease(marksOf('thing'), termsOf(String(id), { ms: 0 })),
        ),
      )

      ok(takings.filter(({ type }) => type === 'taken').length <= 1, 'several have the same thing')
    },
  },
  {
    name: 'keeps things apart',
    run: async make => {
      const { marksOf } = await make()
      await takeLease(marksOf('a'), termsOf('1', { ms: 0 }))

      equal((await takeLease(marksOf('a/b'), termsOf('2', { ms: 0 }))).type, 'taken')
      equal((await takeLease(marksOf('b'), termsOf('2', { ms: 0 }))).type, 'taken')
    },
  },
  {
    name: 'gives what was released',
    run: async make => {
      const marks = (await make()).marksOf('a')
      await leaseIn(await takeLease(marks, termsOf('1', { ms: 0 }))).release()

      equal((await takeLease(marks, termsOf('2', { ms: 0 }))).type, 'taken')
      equal((await marks.list()).length, 1)
    },
  },
  {
    name: 'gives what was not renewed in time, and says so to who had it',
    run: async make => {
      const marks = (await make()).marksOf('a')
      const time = { ms: 0 }
      const first = leaseIn(await takeLease(marks, termsOf('1', time)))
      time.ms = 600
      equal(await first.renew(), undefined)
      time.ms = 1_599
      equal((await takeLease(marks, termsOf('2', time))).type, 'held')
      time.ms = 1_600

      const second = leaseIn(await takeLease(marks, termsOf('2', time)))

      deepEqual([await first.lostTo(), await first.renew()], ['process 2', 'process 2'])
      await first.release()
      deepEqual([await second.lostTo(), await second.renew()], [undefined, undefined])
    },
  },
  {
    name: 'gives at once what a dead one had',
    run: async make => {
      const marks = (await make()).marksOf('a')
      await takeLease(marks, termsOf('1', { ms: 0 }))

      equal((await takeLease(marks, termsOf('2', { ms: 0 }))).type, 'held')
      equal((await takeLease(marks, termsOf('2', { ms: 0 }, ['1']))).type, 'taken')
    },
  },
  ...nobodys.map((text): PortCase<LeaseMarksUnderTest> => ({
    name: `takes a mark for nobody’s that says ${JSON.stringify(text)}`,
    run: async make => {
      const marks = (await make()).marksOf('a')
      await marks.create(1, text)

      equal((await takeLease(marks, termsOf('2', { ms: 0 }))).type, 'taken')
    },
  })),
  {
    name: 'makes no mark where there is one',
    aspect: 'repetition',
    run: async make => {
      const marks = (await make()).marksOf('a')

      equal(await marks.create(1, 'first'), true)
      equal(await marks.create(1, 'second'), false)
      deepEqual(await marks.list(), [{ number: 1, text: 'first' }])
      await marks.remove(1)
      await marks.remove(1)
      deepEqual(await marks.list(), [])
    },
  },
  {
    name: 'shows more marks than a page of a listing',
    aspect: 'big-input',
    run: async make => {
      const marks = (await make()).marksOf('a')
      const numbers = Array.from({ length: 25 }, (_, index) => index + 1)
      for (const number of numbers) await marks.create(number, `mark ${number}`)

      deepEqual(
        (await marks.list()).toSorted((a, b) => a.number - b.number),
        numbers.map(number => ({ number, text: `mark ${number}` })),
      )
    },
  },
  {
    name: 'rejects when nobody can tell, and has made nothing',
    aspect: 'refusal-of-one',
    run: async make => {
      const { marksOf, faults } = await make()
      await needed(faults, 'breakDown', 'refusal-of-one')()
      await rejectionOf(marksOf('a').create(1, 'mark'))
      await rejectionOf(marksOf('a').list())
      await needed(faults, 'restore', 'refusal-of-one')()

      deepEqual(await marksOf('a').list(), [])
    },
  },
  {
    name: 'keeps secrets out of its errors',
    aspect: 'secrets',
    run: async make => {
      const { marksOf, faults } = await make()
      const secrets = needed(faults, 'secrets', 'secrets')
      await needed(faults, 'breakDown', 'secrets')()
      const error = await rejectionOf(marksOf('a').create(1, 'mark'))
      await faults?.restore?.()

      holdsNone(error, secrets)
    },
  },
]

/** What every place of marks has to do. */
export const leaseMarksContract = portContract<LeaseMarksUnderTest>({
  port: 'LeaseMarks',
  without,
  cases: leaseMarksCases,
})

/** The same of a port that has marks among other things. */
export const casesOfMarks = <Given>(
  marksOf: (given: Given) => LeaseMarksUnderTest,
): readonly PortCase<Given>[] =>
  leaseMarksCases.map(({ run, name, ...rest }) => ({
    ...rest,
    name: `marks: ${name}`,
    run: async make => run(async () => marksOf(await make())),
  }))
