import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ending } from './summary.ts'
import { openAccount } from './account.ts'
import { outcomesWorstFirst } from './summary.ts'

describe('openAccount', () => {
  it('counts a record that no processor wants as filtered', () => {
    const account = openAccount()

    account.received('1')

    expect(account.summary()).toMatchObject({ received: 1, filtered: 1 })
  })

  it('counts a record once, under the worst of its endings', () => {
    const account = openAccount()

    account.settled('1', 'search', 'applied')
    account.settled('1', 'audit', 'parked')
    account.settled('1', 'cache', 'filtered')

    expect(account.summary()).toMatchObject({ received: 1, parked: 1, applied: 0, filtered: 0 })
  })

  it('lets a later success replace a failure', () => {
    const account = openAccount()

    account.settled('1', 'search', 'failed')
    account.settled('1', 'search', 'applied')

    expect(account.summary()).toMatchObject({ failed: 0, applied: 1 })
  })

  it('keeps what a finished pair first became when its record comes again', () => {
    const account = openAccount()

    account.settled('1', 'search', 'applied')
    account.settled('1', 'search', 'unchanged')

    expect(account.standing('1').get('search')).toBe('applied')
  })

  it('tells batches from retries', () => {
    const account = openAccount()

    account.batchStarted(false)
    account.batchStarted(true)
    account.batchStarted(true)

    expect(account.summary()).toMatchObject({ batches: 1, retries: 2 })
  })

  it('always adds up', () => {
    const word = fc.record({
      record: fc.constantFrom('1', '2', '3'),
      processor: fc.constantFrom('a', 'b'),
      ending: fc.constantFrom<Ending>(...outcomesWorstFirst),
    })
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.constantFrom('1', '4')), (words, seen) => {
        const account = openAccount()
        for (const record of seen) account.received(record)
        for (const { record, processor, ending } of words) account.settled(record, processor, ending)

        const { received, applied, unchanged, filtered, parked, failed } = account.summary()

        expect(received).toBe(new Set([...seen, ...words.map(({ record }) => record)]).size)
        expect(received).toBe(applied + unchanged + filtered + parked + failed)
      }),
    )
  })
})
