import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeError } from './describe-error.ts'
import { asError, isError, reasonOf } from './thrown.ts'

/** An error, below it so many others, one below the other. */
const chained = (causes: number, wordsOf: (level: number) => string): Error => {
  let error: Error | undefined
  for (let level = causes; level >= 0; level -= 1) error = new Error(wordsOf(level), { cause: error })
  return error ?? new Error()
}

const withStack = (frames: number): Error =>
  Object.assign(new Error('x'), {
    stack: ['Error: x', ...Array.from({ length: frames }, (_, line) => `    at f${line} (a.ts:1:2)`)].join(
      '\n',
    ),
  })

describe('what is kept of an error', () => {
  it('is the nearest eight of what led to it, in a chain or side by side', () => {
    const names = ['1', '2', '3', '4', '5', '6', '7', '8']
    const side = new AggregateError(Array.from({ length: 20 }, (_, index) => new Error(String(index + 1))))

    expect(describeError(chained(20, String)).causes.map(({ message }) => message)).toEqual(names)
    expect(describeError(side).causes.map(({ message }) => message)).toEqual(names)
    expect(describeError(chained(3, String)).causes).toHaveLength(3)
  })

  it('is no more than was asked for of causes that never end', () => {
    let asked = 0
    class Endless extends Error {
      override get cause(): unknown {
        asked += 1
        return asked < 1_000 ? new Endless('x') : undefined
      }
    }

    expect(describeError(new Endless('x')).causes).toHaveLength(8)
    expect(asked).toBeLessThan(20)
  })

  it.each([
    [0, undefined],
    [1, 1],
    [12, 12],
    [13, 12],
  ])('is a stack of twelve frames at most: of %i', (frames, kept) => {
    const { stack } = describeError(withStack(frames))

    expect(stack?.split('\n').length).toBe(kept)
    if (frames > 0) expect(stack).toMatch(/^at f0 /)
  })

  it.each([
    ['name', 100],
    ['code', 100],
    ['message', 2_000],
  ] as const)('is a %s of %i characters at most, and says where it was cut', (field, most) => {
    const said = (text: string): unknown => describeError({ message: 'x', [field]: text })[field]
    const whole = `begin${'x'.repeat(most - 5)}`

    expect(said(whole)).toBe(whole)
    expect(said(`${whole}x`)).toBe(`${whole}…`)
  })

  it('is a sentence of 2,000 characters at most of all that led to it', () => {
    const long = chained(5, level => `${level}${'x'.repeat(999)}`)
    const halves = chained(1, level => String(level).repeat(999))

    expect(reasonOf(long)).toBe(`0${'x'.repeat(999)}: 1${'x'.repeat(997)}…`)
    expect(reasonOf(halves)).toBe(`${'0'.repeat(999)}: ${'1'.repeat(999)}`)
  })
})

describe('what is thrown in the place of an error', () => {
  it('has texts for a name and a message, and for a code where it has one, whatever its fields hold', () => {
    const field = fc.oneof(fc.string(), fc.constant(''), fc.anything())
    const fields = { name: field, message: field, code: field, stack: field, cause: field, errors: field }
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), thrown => {
        const { name, message, code = 'none', stack = 'none', causes } = describeError(thrown)

        for (const text of [name, message, code, stack]) expect(text).toBeTypeOf('string')
        for (const text of [name, code, stack]) expect(text).not.toBe('')
        expect(causes.length).toBeLessThanOrEqual(8)
      }),
    )
  })

  it('gives its code where that is a number, and its name where it is one', () => {
    expect(describeError({ message: 'x', code: 14 })).toEqual({
      name: 'Error',
      code: '14',
      message: 'x',
      causes: [],
    })
    expect(describeError({ message: 'x', name: '' }).name).toBe('Error')
    expect(describeError({ message: 'x', name: 5 }).name).toBe('Error')
  })

  it('becomes an error with the words that it has, and is the cause of it', () => {
    const plain = { name: 'Busy', message: 'no luck', code: 'E_BUSY' }
    const odd = Object.assign(new Error('x'), { message: 5 })

    expect(asError(plain)).toBeInstanceOf(Error)
    expect(asError(plain)).toMatchObject({ ...plain, cause: plain })
    expect(asError({ message: 'no luck' })).not.toHaveProperty('code')
    expect(asError(odd)).toMatchObject({ name: 'Error', message: '', cause: odd })
  })

  it('is not looked into where it is a function', () => {
    const thrown = (): void => undefined

    expect(describeError(thrown)).toEqual({ name: 'Error', message: 'A function was thrown', causes: [] })
  })

  it('has no members where it has no words either', () => {
    expect(describeError({ errors: [new Error('x')] }).causes).toEqual([])
    expect(describeError({ message: 'all failed', errors: [new Error('x')] }).causes).toHaveLength(1)
  })

  it('is no error where it cannot be asked', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()

    expect(isError(proxy)).toBe(false)
    expect(asError(proxy).message).toBe('An object that is no error was thrown')
  })
})
