import { describe, expect, it } from 'vitest'
import { openAccount } from './account.ts'
import { settleGivenUp } from './settle-given-up.ts'

describe('what a function gave up', () => {
  it('has failed for the processors that had not finished it, and for no other', () => {
    const account = openAccount()
    account.settled('1', 'f/p', 'applied')
    account.settled('2', 'f/p', 'failed')

    settleGivenUp(account, 'f', [
      { name: '1', wanted: ['p'] },
      { name: '2', wanted: ['p'] },
    ])

    expect(account.summary()).toMatchObject({ received: 2, applied: 1, failed: 1 })
  })

  it.each<[string, readonly string[]]>([
    ['wanted by nobody that is known', []],
    ['finished by everybody', ['p']],
  ])('is never said to be whole, also where it was %s', (_, wanted) => {
    const account = openAccount()
    account.received('1')
    for (const name of wanted) account.settled('1', `f/${name}`, 'applied')

    settleGivenUp(account, 'f', [{ name: '1', wanted }])

    expect(account.summary()).toMatchObject({ received: 1, failed: 1 })
  })
})
