import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { instrumented } from './instrumented.ts'
import { mutatedText } from './mutant.ts'
import { mutantsOf } from './mutants-of.ts'
import { switchesFor } from './switches.ts'

/** What `run` of a source does with its world: what it calls, in order, and what comes of it. */
const behaviour = (text: string, awake?: number): unknown => {
  const switches = switchesFor(1000)
  switches.wake(awake)
  const calls: unknown[] = []
  const f = (value: unknown): unknown => {
    calls.push(value)
    return value
  }
  try {
    const code = `(globalThis, f) => {${stripTypeScriptTypes(text)}; return run(f)}`
    const run = runInThisContext(code) as (world: unknown, f: unknown) => unknown
    return { calls, result: run({ $mutants: switches }, f) }
  } catch (error) {
    return { calls, error: (error as Error).name }
  }
}

const numbered = (text: string) => mutantsOf('a.ts', text).map((mutant, number) => ({ mutant, number }))

/** The law: asleep it is the original, and with each mutant awake the text with that change. */
const expectFaithful = (text: string): void => {
  const mutants = numbered(text)
  const all = instrumented('a.ts', text, mutants)
  expect(behaviour(all)).toEqual(behaviour(text))
  for (const { mutant, number } of mutants)
    expect({ change: mutant.change, ...(behaviour(all, number) as object) }).toEqual({
      change: mutant.change,
      ...(behaviour(mutatedText(text, mutant)) as object),
    })
}

const body = (lines: string): string => `const run = (f: (value: unknown) => any): unknown => {\n${lines}\n}`

const expression = fc.letrec<{ any: string; leaf: string }>(tie => ({
  leaf: fc.constantFrom(
    '0',
    '1',
    '7',
    'true',
    'false',
    'f(2)',
    'f(0)',
    'f(undefined)',
    "f('a')",
    'f([3, 1])',
  ),
  any: fc.oneof(
    { depthSize: 'xsmall', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(tie('any'), fc.constantFrom('&&', '||', '===', '!==', '<', '>=', '+', '-', '*'), tie('any'))
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc
      .tuple(
        fc.array(tie('leaf'), { minLength: 2, maxLength: 4 }),
        fc.array(fc.constantFrom(' && ', ' || '), { minLength: 3, maxLength: 3 }),
      )
      .map(([leaves, ops]) =>
        leaves.map((leaf, at) => `${at > 0 ? (ops[at - 1] ?? '') : ''}${leaf}`).join(''),
      ),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
    tie('any').map(a => `!(${a})`),
    tie('any').map(a => `((${a}) ?? f(9))`),
    tie('any').map(a => `(f(${a}))?.filter?.((x: any) => x > 1).length`),
    tie('any').map(a => `[3, 1, 2].filter(x => x !== (${a})).some(x => x === 1)`),
    tie('any').map(a => `({ a: 1, ...((${a}) && { b: f(4) }) })`),
  ),
}))

const statement = fc.oneof(
  expression.any.map(text => `  f(${text})`),
  expression.any.map(text => `  total += Number(${text})`),
  expression.any.map(text => `  if (${text}) return total`),
  expression.any.map(text => `  if (${text}) f(1)\n  else f(2)`),
  expression.any
    .map(text => `  const held = (g: any): any => ({ g, x: ${text} })\n  f(held(1))`)
    .map(text => `  {\n${text}\n  }`),
)

describe('an instrumented source', () => {
  it('behaves as the original, and with a mutant awake as the text with its change', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 2 }), lines =>
        expectFaithful(body(['  let total = 1', ...lines, '  return total'].join('\n'))),
      ),
      { numRuns: 12 },
    )
  })

  it.each([
    [
      'a statement without semicolon before one that begins with what is doubled',
      '  const a = f\n  f([2]).filter(Boolean).length === 1 && f(3)\n  return a(1)',
    ],
    [
      'a method, which keeps its object',
      '  const o = { n: [1, 2], get some() { return this.n.some((x: number) => x > 1) } }\n  return o.some',
    ],
    ['a chain that ends early', '  const o = f(undefined)\n  return o?.a.filter(Boolean).sort()[0]'],
    ['what binds more tightly', '  return f(1) || f(0) || f(2) && f(0) || f(3)'],
    [
      'a condition before an arrow',
      '  const g = f(1) ? 1 : 0\n  const h = (g: unknown): unknown => g\n  return h(g === 1 ? f(2) : (f(3)))',
    ],
    [
      'an else that belongs to the outer condition',
      '  if (f(0))\n    if (f(1)) return 1\n    else f(2)\n  return f(3)',
    ],
    [
      'a default value, a case and a computed name',
      "  const g = (a = 1): unknown => { switch (a) { case 1: return { [a === 1 ? 'x' : 'y']: true }\n default: return 0 } }\n  return [g(), g(2)]",
    ],
    ['assignments to places', '  const a = [1, 2, 3]\n  a[0] += 2\n  a[1]++\n  delete a[2]\n  return a'],
    [
      'what awaits',
      '  const g = async (): Promise<void> => { await f(1)\n if (await f(0)) return\n f(2) }\n  void g()\n  return 1',
    ],
    [
      'a generator',
      '  function* g(): Generator<number> { const a: number = (yield 1) ?? 2\n yield a + 1 }\n  return [...g()]',
    ],
    ['a field of a class', '  class A { readonly a = true\n  readonly b = 1 }\n  return { ...new A() }'],
  ])('is faithful to %s', (_, lines) => expectFaithful(body(lines)))

  it('tells apart what is changed by two mutants in one place', () => {
    const text = body('  return f(1) && f(2) && f(3)')
    const mutants = numbered(text)
    const all = instrumented('a.ts', text, mutants)

    const seen = mutants.map(({ number }) => JSON.stringify(behaviour(all, number)))

    expect(new Set([...seen, JSON.stringify(behaviour(all))]).size).toBeGreaterThan(mutants.length / 2)
  })

  it.each([
    'core/filter/condition-holds.ts',
    'processors/search-index/write-by-owner.ts',
    'core/errors/pipeline-error.ts',
  ])('is one that can be read: %s', file => {
    const text = readFileSync(file, 'utf8')
    const mutants = mutantsOf(file, text).map((mutant, number) => ({ mutant, number }))

    const { diagnostics } = ts.transpileModule(instrumented(file, text, mutants), {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext },
    })

    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([])
  })
})
