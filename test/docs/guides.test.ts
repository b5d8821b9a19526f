import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { compileModules } from './compile-modules.ts'
import { codeBlocks, pageModule } from './page-module.ts'
import { runPage } from './run-page.ts'
import { notRun, onTable, surroundings } from './surroundings.ts'

const path = temporaryPaths()
const isOthers = (name: string): boolean => name.split('/').at(-1) === 'node_modules'
const pages = [
  ...globSync('*.md'),
  // The bench installs its peers beside its files.
  ...globSync('{docs,bench,test}/**/*.md', { exclude: isOthers }),
]
  .filter(page => codeBlocks(readFileSync(page, 'utf8')).length > 0)
  .toSorted()
const modules = new Map(
  pages.map(page => [page, pageModule(readFileSync(page, 'utf8'), surroundings[page])] as const),
)

describe('the code that pages show', () => {
  it('compiles against the entries of the package', { timeout: 120_000 }, () => {
    // What is wrong on purpose shows that all were looked at.
    const wrong = new Map([...modules].map(([page, code]) => [page, `${code}\nlet wrong: 1 = 2`] as const))

    expect(compileModules(wrong)).toEqual(
      pages.map(page => `${page}: let wrong: 1 = 2: Type '2' is not assignable to type '1'.`),
    )
  })

  it('names only what a reader has', () => {
    const made = '```ts\nimport { marshal } from "tailrace/core"\nmarshal(1).N\n```\n'.replaceAll('"', "'")

    expect(compileModules(new Map([['made-up.md', pageModule(made)]]))).toEqual([
      expect.stringMatching(/^made-up\.md: import \{ marshal \}.*: Cannot find module 'tailrace\/core'/),
    ])
  })

  it.each(pages.filter(page => notRun[page] === undefined && !onTable.includes(page)))(
    'of %s runs',
    { timeout: 60_000 },
    page => {
      const { status, output } = runPage(page, modules.get(page) ?? '', dirname(path()))

      expect(status, output).toBe(0)
    },
  )

  it('fails where it runs and is wrong', { timeout: 60_000 }, () => {
    const made =
      '1. Like this:\n\n   ```ts\n   import { registry } from \'tailrace\'\n   if (registry([]).names().length === 0) throw new Error("empty")\n   ```\n'

    const { status, output } = runPage('made-up.md', pageModule(made), dirname(path()))

    expect([status, output]).toEqual([1, expect.stringContaining('Error: empty')])
  })

  it('has no surroundings and no reason for a page without code', () => {
    expect(
      [...Object.keys(surroundings), ...Object.keys(notRun), ...onTable].filter(
        page => !pages.includes(page),
      ),
    ).toEqual([])
  })
})
