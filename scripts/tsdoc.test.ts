import { expect, it } from 'vitest'
import { publicDeclarations, syntaxReader } from './tsdoc/public-declarations.ts'
import { undocumented } from './tsdoc/undocumented.ts'

/** What an entry lacks that passes on everything of `a.ts`, which holds the text. */
const lacking = (text: string, ...names: readonly string[]): readonly string[] => {
  const sources: Readonly<Record<string, string>> = {
    'room/index.ts': `export { ${names.join(', ')} } from './inner/pass.ts'\n`,
    'room/inner/pass.ts': `export { ${names.join(', ')} } from '../a.ts'\n`,
    'room/a.ts': text,
  }
  const syntaxOf = syntaxReader(file => sources[file] ?? '')
  return publicDeclarations('room/index.ts', syntaxOf).flatMap(undocumented)
}

it.each([
  ['a constant', 'export const one = 1'],
  ['a function', 'export function one() {}'],
  ['a class', 'export class one {}'],
  ['a type', 'export type one = 1'],
  ['what is listed', 'const one = 1\nexport { one }'],
  ['what has a plain comment', '// For this.\nexport const one = 1'],
  ['what has tags alone', '/** @internal */\nexport const one = 1'],
])('%s needs TSDoc where it is declared', (_, text) => {
  expect(lacking(text, 'one')).toEqual(['room/a.ts: one'])
  expect(lacking(text.replace(/^.*\bone\b/m, '/** For this. */\n$&'), 'one')).toEqual([])
})

it('members of interfaces, option types and classes need it too', () => {
  const text = `
/** A. */
export interface A {
  b: 1
  /** C. */
  c: 2
  d(): void
  /** @defaultValue 5 */
  e: 3
  [brand]: 4
}
/** F. */
export type F = A & {
  g: 1
  /** H. */
  h: 2
}
/** I. */
export class I {
  #j = 1
  private k = 2
  l = 3
  /** M. */
  m() {}
}`

  expect(lacking(text, 'A', 'F', 'I')).toEqual([
    'room/a.ts: A.b',
    'room/a.ts: A.d',
    'room/a.ts: F.g',
    'room/a.ts: I.l',
  ])
})

it('variants of a union are told by it, and the members of a shape of AWS by its page', () => {
  const text = `
/** A. */
export type A = { op: 'b'; c: 1 } | { op: 'd' }
/** E. @see https://docs.aws.amazon.com/e.html */
export interface E { F: 1 }
/** G. @see https://docs.example.com/g.html */
export interface G { H: 1 }`

  expect(lacking(text, 'A', 'E', 'G')).toEqual(['room/a.ts: G.H'])
})

it('one of several declarations is enough, and one there has to be', () => {
  const text = '/** One. */\nexport function one(a: 1): void\nexport function one(a: unknown): void {}'

  expect(lacking(text, 'one', 'two')).toEqual(['room/a.ts: two is not declared there'])
})

it('what an entry declares itself is looked at, under the name that it goes by', () => {
  const sources: Readonly<Record<string, string>> = {
    'index.ts':
      "export { one as two } from './a.ts'\nexport const three = 3\nexport type { four } from './a.ts'",
    'a.ts': 'export const one = 1\nexport type four = 4',
  }

  const found = publicDeclarations(
    'index.ts',
    syntaxReader(file => sources[file] ?? ''),
  ).flatMap(undocumented)

  expect(found).toEqual(['a.ts: two', 'a.ts: four', 'index.ts: three'])
})
