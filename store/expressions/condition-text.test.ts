import { describe, expect, it } from 'vitest'
import type { Condition } from './condition.ts'
import { and, attribute, not, or } from './condition.ts'
import { conditionText } from './condition-text.ts'
import { expressionScope } from './expression-scope.ts'

const rules = { floats: 'refuse', removeUndefined: false } as const

/** A condition as DynamoDB takes it, with names and values put back where their placeholders stand. */
const spoken = (condition: Condition): string => {
  const scope = expressionScope(rules)
  const text = conditionText(condition, scope)
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = scope.attributes()
  return text
    .replace(/#n\d+/g, holder => names[holder] ?? holder)
    .replace(/:v\d+/g, holder => JSON.stringify(values[holder]))
}

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => attribute(name).exists()) as [
  Condition,
  Condition,
  Condition,
  Condition,
]
const has = (name: string): string => `attribute_exists(${name})`

describe('the text of a condition', () => {
  it.each<[Condition, string]>([
    [attribute('n').is(1), 'n = {"N":"1"}'],
    [attribute('n').isNot(1), 'n <> {"N":"1"}'],
    [attribute('n').lessThan(1), 'n < {"N":"1"}'],
    [attribute('n').atMost(1), 'n <= {"N":"1"}'],
    [attribute('n').greaterThan(1), 'n > {"N":"1"}'],
    [attribute('n').atLeast(1), 'n >= {"N":"1"}'],
    [attribute('n').between(1, 2), 'n BETWEEN {"N":"1"} AND {"N":"2"}'],
    [attribute('s').oneOf(['x']), 's IN ({"S":"x"})'],
    [attribute('s').oneOf(['x', 'y', 'z']), 's IN ({"S":"x"}, {"S":"y"}, {"S":"z"})'],
    [attribute('s').exists(), 'attribute_exists(s)'],
    [attribute('s').absent(), 'attribute_not_exists(s)'],
    [attribute('s').hasType('SS'), 'attribute_type(s, {"S":"SS"})'],
    [attribute('s').startsWith('x'), 'begins_with(s, {"S":"x"})'],
    [attribute('s').contains('x'), 'contains(s, {"S":"x"})'],
    [attribute('s').size().atLeast(2), 'size(s) >= {"N":"2"}'],
    [attribute('s').size().between(1, 2), 'size(s) BETWEEN {"N":"1"} AND {"N":"2"}'],
    [attribute('n').is(attribute('m')), 'n = m'],
    [attribute('n').between(attribute('low'), attribute('high')), 'n BETWEEN low AND high'],
    [attribute('n').atLeast(attribute('lines').size()), 'n >= size(lines)'],
    [attribute('s').startsWith(attribute('t')), 'begins_with(s, t)'],
    [attribute('n').oneOf([attribute('m'), 1]), 'n IN (m, {"N":"1"})'],
    [attribute('lines[0].sku').is('x'), 'lines[0].sku = {"S":"x"}'],
    [attribute('prices.2024').is(null), 'prices.2024 = {"NULL":true}'],
  ])('says each word in that of DynamoDB: %#', (condition, expected) => {
    expect(spoken(condition)).toBe(expected)
  })

  const value = (given: unknown) => ({ operand: 'value', value: given }) as const
  const n = { operand: 'attribute', path: ['n'] } as const

  it.each<[Condition, string]>([
    [{ op: 'compare', left: value(1), is: '<', right: n }, '{"N":"1"} < n'],
    [{ op: 'compare', left: value(1), is: '=', right: value('x') }, '{"N":"1"} = {"S":"x"}'],
    [{ op: 'between', left: value(2), low: n, high: value(3) }, '{"N":"2"} BETWEEN n AND {"N":"3"}'],
    [{ op: 'oneOf', left: value('x'), of: [n, value('y')] }, '{"S":"x"} IN (n, {"S":"y"})'],
  ])('takes a value on the left, as DynamoDB does: %#', (condition, expected) => {
    expect(spoken(condition)).toBe(expected)
  })

  it.each<[Condition, string]>([
    [{ op: 'compare', left: value(new Set()), is: '<', right: n }, 'a value'],
    [{ op: 'compare', left: value(1), is: '<', right: value(new Set()) }, 'a value'],
    [{ op: 'between', left: value(1), low: n, high: value(new Set()) }, 'a value'],
    [{ op: 'oneOf', left: n, of: [value(new Set())] }, 'n'],
  ])('calls what stands beside no name a value where it has no type: %#', (condition, path) => {
    expect(() => spoken(condition)).toThrow(
      expect.objectContaining({
        code: 'store.value-unsupported',
        detail: { path, found: 'an empty set' },
      }) as Error,
    )
  })

  it.each<[Condition, string]>([
    [and(a), `(${has('a')})`],
    [and(a, b, c), `(${has('a')}) AND (${has('b')}) AND (${has('c')})`],
    [or(a, b, c), `(${has('a')}) OR (${has('b')}) OR (${has('c')})`],
    [and(or(a, b), c), `((${has('a')}) OR (${has('b')})) AND (${has('c')})`],
    [or(and(a, b), c), `((${has('a')}) AND (${has('b')})) OR (${has('c')})`],
    [not(or(a, b)), `NOT ((${has('a')}) OR (${has('b')}))`],
    [and(not(a), b), `(NOT (${has('a')})) AND (${has('b')})`],
    [not(not(a)), `NOT (NOT (${has('a')}))`],
    [
      or(and(a, not(or(b, c))), d),
      `((${has('a')}) AND (NOT ((${has('b')}) OR (${has('c')})))) OR (${has('d')})`,
    ],
  ])('keeps what belongs together in parentheses: %#', (condition, expected) => {
    expect(spoken(condition)).toBe(expected)
  })

  it('takes one to a hundred alternatives', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => index)
    const refused = expect.objectContaining({
      code: 'store.expression-invalid',
      detail: { problem: expect.stringContaining('oneOf takes 1 to 100 values') as string },
    }) as Error

    expect(spoken(attribute('n').oneOf(many(100)))).toContain('{"N":"99"}')
    expect(() => attribute('n').oneOf(many(101))).toThrow(refused)
    expect(() => attribute('n').oneOf([])).toThrow(refused)
  })

  it.each<[string, Condition]>([
    ['tags', attribute('tags').is(new Set())],
    ['lines[1].tags', attribute('lines[1].tags').contains(new Set())],
    ['tags', attribute('tags').between(new Set(), 1)],
    ['tags', attribute('tags').between(1, new Set())],
    ['tags', attribute('tags').oneOf([1, new Set()])],
  ])('refuses what has no type in DynamoDB by the name it stands beside: %s', (path, condition) => {
    expect(() => spoken(condition)).toThrow(
      expect.objectContaining({
        code: 'store.value-unsupported',
        detail: { path, found: 'an empty set' },
      }) as Error,
    )
  })

  it('is data that nobody can change', () => {
    const conditions = [a, attribute('n').is(1), attribute('n').oneOf([1]), and(a, b), or(a, b), not(a)]

    expect(conditions.every(Object.isFrozen)).toBe(true)
    expect(Object.isFrozen(attribute('n'))).toBe(true)
    expect(Object.isFrozen(attribute('n').size())).toBe(true)
  })
})
