import { describe, expect, it } from 'vitest'
import { differencesIn } from './compare.ts'

describe('the differences of what was promised and what is there', () => {
  it('are none where both hold the same lines, in whatever order', () => {
    expect(differencesIn(['a {1}', 'b {1}'], ['b {1}', 'a {1}'])).toEqual([])
  })

  it('name what is missing and what nobody promised, a line as often as it stands there', () => {
    expect(differencesIn(['a {1}', 'a {1}', 'b {1}'], ['a {1}', 'c {1}', 'c {1}'])).toEqual([
      'missing: a {1}',
      'missing: b {1}',
      'not promised: c {1}',
      'not promised: c {1}',
    ])
  })

  it('count the order of the lines about one thing only where it is asked for', () => {
    const [promised, found] = [
      ['a {1}', 'b {1}', 'a {2}'],
      ['b {1}', 'a {2}', 'a {1}'],
    ]

    expect(differencesIn(promised, found)).toEqual([])
    expect(differencesIn(promised, found, { ordered: true })).toEqual([
      'out of order: a {2}',
      'out of order: a {1}',
    ])
    expect(differencesIn(promised, ['b {1}', 'a {1}', 'a {2}'], { ordered: true })).toEqual([])
  })

  it('end after twenty lines with the number of the others', () => {
    const lines = Array.from({ length: 23 }, (_, at) => `a {${at}}`)

    const differences = differencesIn(lines, [])

    expect(differences.length).toBe(21)
    expect(differences.at(-1)).toBe('missing: 3 more')
  })
})
