import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changes } from './changes.ts'
import { attribute } from './condition.ts'
import { conditionText } from './condition-text.ts'
import { expressionScope } from './expression-scope.ts'
import type { DocumentPath } from './path.ts'
import { pathText, segmentsOf } from './path.ts'

const rules = { floats: 'refuse', removeUndefined: false } as const
const odd = fc.constantFrom(
  '2024',
  '0',
  'status',
  '#n',
  ':v',
  'Größe',
  '\u{1F600}',
  'size',
  'tags[]',
  '__proto__',
)
const plain = fc.oneof(
  odd,
  fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !/[.[\]]/.test(text)),
)

/** What an expression says of a path, read back by its placeholders: names in quotes, positions in brackets. */
const spoken = (path: DocumentPath): string => {
  const scope = expressionScope(rules)
  const text = conditionText(attribute(path as readonly string[]).exists(), scope)
  const { ExpressionAttributeNames = {} } = scope.attributes()
  return text
    .slice('attribute_exists('.length, -1)
    .replace(/#n\d+/g, holder => JSON.stringify(ExpressionAttributeNames[holder]))
}
const expected = (parts: readonly (string | number)[]): string =>
  parts
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${JSON.stringify(part)}`))
    .join('')
    .slice(1)

describe('a path in an expression', () => {
  it('names keys by their names, digits too, and positions in brackets, whatever the names are', () => {
    const rest = fc.array(fc.oneof(plain, fc.nat(99)), { maxLength: 4 })
    fc.assert(
      fc.property(plain, rest, (first, more) => {
        const parts = [first, ...more] as const

        expect(segmentsOf(pathText(parts))).toEqual(parts)
        expect(spoken(pathText(parts))).toBe(expected(parts))
        expect(spoken(parts)).toBe(expected(parts))
      }),
    )
  })

  it('takes names in parts as they are, with dots and brackets', () => {
    const any = fc.oneof(plain, fc.constantFrom('a.b', 'x[0]', '[', 'x[-1]', '.'))
    fc.assert(
      fc.property(any, fc.array(fc.oneof(any, fc.nat(9)), { maxLength: 3 }), (first, more) => {
        expect(spoken([first, ...more])).toBe(expected([first, ...more]))
      }),
    )
  })

  it.each<DocumentPath>([
    '',
    '.',
    'a..b',
    'a.',
    'x[-1]',
    'x[*]',
    'x[0]y',
    '[0]',
    'x.[0]',
    [],
    [0],
    ['a', ''],
    ['a', -1],
    ['a', 0.5],
  ])('is refused as %j before any call', path => {
    const refused = expect.objectContaining({ code: 'store.expression-invalid' }) as Error

    expect(() => attribute(path as readonly string[])).toThrow(refused)
    expect(() => changes().set(path as readonly string[], 1)).toThrow(refused)
  })

  it.each<[DocumentPath, string]>([
    ['', '"" is no path of an attribute: it is empty'],
    ['x[-1]', '"x[-1]" is no path of an attribute: it has brackets that are no position of a list'],
    [['a', ''], '["a",""] is no path of an attribute'],
    [[0], '[0] is no path of an attribute'],
  ])('is named when it is refused, with what is wrong where its text says that: %j', (path, problem) => {
    const refused = (): unknown => {
      try {
        return segmentsOf(path)
      } catch (error) {
        return (error as { readonly detail?: unknown }).detail
      }
    }

    const told = problem.includes(':') ? (expect.stringContaining(problem) as string) : problem
    expect(refused()).toEqual({ problem: told })
  })
})
