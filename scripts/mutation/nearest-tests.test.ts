import { describe, expect, it } from 'vitest'
import { importersOf } from './import-graph.ts'
import { nearestTests } from './nearest-tests.ts'

const sources: Readonly<Record<string, string>> = {
  'core/a/low.ts': 'export const low = 1; export type Low = 1',
  'core/a/middle.ts': "import { low } from './low.ts'",
  'core/a/typed.ts': "import type { Low } from './low.ts'\nimport { type Low as L } from './low.ts'",
  'core/a/loaded.ts': "const it = await import('./low.ts')",
  'core/a/low.test.ts': "import { low } from './low.ts'",
  'core/a/middle.test.ts': "import './middle.ts'",
  'core/a/typed.test.ts': "import './typed.ts'",
  'core/a/low.type.test.ts': "import { low } from './low.ts'",
  'core/b/passes-on.ts': "export { low } from '../a/low.ts'",
  'core/b/passes-on.test.ts': "import './passes-on.ts'",
  'test/far/far.test.ts': "import { low } from '../../core/a/loaded.ts'",
  'core/a/far/deep.test.ts': "import '../../c/of.ts'",
  'core/c/of.ts': "import '../b/passes-on.ts'",
  'far.test.ts': "import { low } from './core/a/low.ts'",
  'cli/other.test.ts': "import '../cli/other.ts'",
}
const throughMany: Readonly<Record<string, string>> = {
  'core/a/low.ts': 'export const low = 1',
  'core/a/high.ts': "import { low } from './low.ts'",
  'core/a/high.test.ts': "import './high.ts'",
  'core/a/low.test.ts': "import '../../test/rig.ts'",
  'test/rig.ts': "import '../core/b/all.ts'",
  'core/b/all.ts': "import '../a/high.ts'",
}
const importers = importersOf(Object.keys(sources), file => sources[file] ?? '')

describe('the tests of a file', () => {
  it('are those that run it, directly or not, the nearest first', () => {
    expect(nearestTests('core/a/low.ts', importers)).toEqual([
      'core/a/low.test.ts',
      'core/a/middle.test.ts',
      'core/a/far/deep.test.ts',
      'core/b/passes-on.test.ts',
      'far.test.ts',
      'test/far/far.test.ts',
    ])
  })

  it('begin with the one that bears its name, however far the imports lead to it', () => {
    const far = importersOf(Object.keys(throughMany), file => throughMany[file] ?? '')

    expect(nearestTests('core/a/low.ts', far)).toEqual(['core/a/low.test.ts', 'core/a/high.test.ts'])
  })

  it('are none where nothing runs it', () => {
    expect(nearestTests('core/a/unknown.ts', importers)).toEqual([])
  })
})
