import { describe, expect, it } from 'vitest'
import { exportedNames } from './exported-names.ts'
import { nameClashes } from './name-clashes.ts'

const sources: Readonly<Record<string, string>> = {
  'a.ts': 'export const one = 1, { two, deep: [three] } = x\nexport type Four = 4\nconst hidden = 0',
  'b.ts': 'export interface Four {}\nconst hidden = 1\nconst six = 6\nexport { six as seven }',
  'c.ts': "export { one } from './a.ts'\nexport type { Four } from './b.ts'\nexport { seven } from './b.ts'",
  'd.ts': 'export function five(a: string): void\nexport function five(a: unknown): void {}',
  'e.ts': 'export class three {}\nexport enum Eight { A }',
}
const names = exportedNames(Object.keys(sources), file => sources[file] ?? '')

describe('names that are exported', () => {
  it('counts what a file defines, in whatever form, and not what it passes on', () => {
    expect(Object.fromEntries(names)).toEqual({
      one: ['a.ts'],
      two: ['a.ts'],
      three: ['a.ts', 'e.ts'],
      Four: ['a.ts', 'b.ts'],
      seven: ['b.ts'],
      five: ['d.ts'],
      Eight: ['e.ts'],
    })
  })

  it('names every word that two files define and that no reason allows', () => {
    expect(nameClashes(names, { three: 'a reason' })).toEqual(['Four is defined in a.ts and b.ts'])
  })

  it('names a reason that nobody needs any more', () => {
    expect(nameClashes(names, { three: 'x', Four: 'x', seven: 'x' })).toEqual([
      'seven is allowed twice and defined once',
    ])
  })
})
