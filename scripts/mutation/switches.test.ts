import { expect, it } from 'vitest'
import { switchesFor } from './switches.ts'

it('wakes one mutant at a time', () => {
  const { wake, is } = switchesFor(3)
  const awake = (): readonly boolean[] => [is(0), is(1), is(2)]

  expect(awake()).toEqual([false, false, false])
  wake(1)
  expect(awake()).toEqual([false, true, false])
  wake(0)
  expect(awake()).toEqual([true, false, false])
  wake(undefined)
  expect(awake()).toEqual([false, false, false])
})

it('tells which test has reached which mutants, once each, and how often others did', () => {
  const { runs, is, takeReached } = switchesFor(4)
  is(3)
  is(3)
  runs('one')
  is(0)
  is(0)
  is(1)
  runs(undefined)
  is(0)
  runs('two')
  is(1)

  const { outside, tests } = takeReached()

  expect([...outside]).toEqual([
    [0, 1],
    [3, 2],
  ])
  expect([...tests]).toEqual([
    ['one', [0, 1]],
    ['two', [1]],
  ])
})

it('begins anew when it was told', () => {
  const { runs, is, takeReached } = switchesFor(2)
  is(0)
  runs('one')
  is(1)
  takeReached()
  runs('one')
  is(1)

  expect(takeReached()).toEqual({ outside: new Map(), tests: new Map([['one', [1]]]) })
})
