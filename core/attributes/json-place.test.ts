import { describe, expect, it } from 'vitest'
import { jsonText } from './json-text.ts'

/** So many objects in each other, the innermost of which holds this. */
const nested = (levels: number, inner: object = {}): object => {
  let value = inner
  for (let level = 1; level < levels; level += 1) value = { a: value }
  return value
}

const refusal = (value: unknown): unknown => {
  try {
    return jsonText(value)
  } catch (error) {
    return (error as { readonly detail: unknown }).detail
  }
}

describe('where an object stands', () => {
  it('is 500 levels deep at most', () => {
    expect(jsonText(nested(500))).toHaveLength(5 * 499 + '{}'.length + 499)
    expect(refusal(nested(501))).toMatchObject({ found: 'what goes deeper than 500 levels' })
  })

  it('is told by its first 60 characters where it is too deep', () => {
    expect(refusal(nested(501))).toMatchObject({ path: `${'a.'.repeat(30)}…` })
  })

  it('is never in itself, which is told with where that came about', () => {
    const top: Record<string, unknown> = {}
    const middle = { list: [0, top] }
    top['middle'] = middle

    expect(refusal(top)).toEqual({ path: 'middle.list.1', found: 'an object that holds itself' })
  })
})
