import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonTree, plainValue } from './json-tree.ts'
import { matchesPattern } from './matches-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

type Json = string | number | null | readonly Json[] | { readonly [name: string]: Json }

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An event with one element chosen of each array that holds objects or arrays; plain values stay. */
const choices = (value: Json): readonly Json[] => {
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    const plain = items.filter(item => !isObject(item) && !Array.isArray(item))
    const nested = items.filter(item => isObject(item) || Array.isArray(item))
    const chosen = nested.flatMap(choices).map(each => [...plain, each])
    return chosen.length === 0 ? [plain] : chosen
  }
  if (!isObject(value)) return [value]
  return Object.entries(value).reduce<readonly Readonly<Record<string, Json>>[]>(
    (all, [name, each]) => all.flatMap(some => choices(each).map(one => ({ ...some, [name]: one }))),
    [{}],
  )
}

/** The plain values at a path when arrays hold one element each. */
const leavesAt = (value: Json | undefined, path: readonly string[]): readonly Json[] => {
  if (value === undefined) return []
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(item => leavesAt(item, path))
  const [name, ...rest] = path
  if (name === undefined) return isObject(value) ? [] : [value]
  return isObject(value) ? leavesAt(value[name], rest) : []
}

type Asked = { readonly [name: string]: Asked | readonly Json[] }

const holdsIn = (asked: Asked, event: Json, path: readonly string[] = []): boolean =>
  Object.entries(asked).every(([name, wanted]) =>
    Array.isArray(wanted)
      ? leavesAt(event, [...path, name]).some(leaf => (wanted as readonly Json[]).includes(leaf))
      : holdsIn(wanted as Asked, event, [...path, name]),
  )

const plain = fc.constantFrom<Json>('x', 'y', 1, null)
const name = fc.constantFrom('a', 'b', 'c')

const { event } = fc.letrec<{ value: Json; event: Readonly<Record<string, Json>> }>(tie => ({
  event: fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    plain,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('event'),
  ),
}))

const { asked } = fc.letrec<{ asked: Asked; field: Asked | readonly Json[] }>(tie => ({
  asked: fc.dictionary(name, tie('field'), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  field: fc.oneof({ maxDepth: 3 }, fc.array(plain, { minLength: 1, maxLength: 2 }), tie('asked')),
}))

describe('an event with arrays', () => {
  it('matches exactly when some choice of one element in each array does', () => {
    fc.assert(
      fc.property(asked, event, (wanted, given) => {
        const expected = choices(given).some(choice => holdsIn(wanted, choice))

        expect(matchesPattern(parsePattern(JSON.stringify(wanted)), given)).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
  })

  it('matches an alternative of $or exactly when the alternative written out does', () => {
    fc.assert(
      fc.property(asked, asked, event, (first, second, given) => {
        const alone = [first, second].map(each => parsePattern(JSON.stringify({ r: each })))
        const both = parsePattern(JSON.stringify({ r: { $or: [first, second] } }))

        expect(matchesPattern(both, { r: given })).toBe(
          alone.some(each => matchesPattern(each, { r: given })),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it.each<[string, string, string, boolean]>([
    ['fields of one element', '{"l":{"sku":["A"],"n":["L"]}}', '{"l":[{"sku":"A","n":"L"}]}', true],
    ['of two elements', '{"l":{"sku":["A"],"n":["L"]}}', '{"l":[{"sku":"A"},{"n":"L"}]}', false],
    ['of two arrays', '{"a":{"x":[1]},"b":{"y":[1]}}', '{"a":[{"x":1}],"b":[{"y":2},{"y":1}]}', true],
    ['arrays in arrays', '{"d":{"a":[1],"b":[2]}}', '{"d":[[{"a":1}],[{"b":2}]]}', false],
    ['beside plain values', '{"a":{"t":[1],"n":[2]}}', '{"a":[{"t":[1,3],"n":[2]}]}', true],
    [
      'an alternative of $or',
      '{"d":{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}}',
      '{"d":[{"a":1},{"c":3}]}',
      false,
    ],
    [
      'absent in the element of an earlier field',
      '{"d":{"a":[1],"b":[{"exists":false}]}}',
      '{"d":[{"b":1},{"a":1}]}',
      true,
    ],
    [
      'absent in another element of an earlier field',
      '{"d":{"a":[1],"b":[{"exists":false}]}}',
      '{"d":[{"a":1,"b":2},{"a":1}]}',
      true,
    ],
    [
      'absent in no element of an earlier field',
      '{"d":{"a":[1],"b":[{"exists":false}]}}',
      '{"d":[{"a":1,"b":2},{"a":2}]}',
      false,
    ],
    [
      'absent, asked before there is an element',
      '{"d":{"a":[{"exists":false}],"b":[1]}}',
      '{"d":[{"a":1},{"b":1}]}',
      false,
    ],
    ['absent, no element at all', '{"d":{"a":[{"exists":false}]}}', '{"d":[]}', true],
  ])('%s: %s against %s is %s', (_, pattern, given, expected) => {
    expect(matchesPattern(parsePattern(pattern), plainValue(jsonTree(given)))).toBe(expected)
  })

  it('is told in time however many arrays stand side by side', () => {
    const elements = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? { x: 1 } : { y: 1 }))
    const names = Array.from({ length: 6 }, (_, index) => `f${index}`)
    const wanted = Object.fromEntries(names.map(each => [each, { x: [1] }]))
    const pattern = parsePattern(JSON.stringify({ ...wanted, z: { x: [1], y: [1] } }))

    const found = matchesPattern(pattern, Object.fromEntries([...names, 'z'].map(each => [each, elements])))

    expect(found).toBe(false)
  })
})
