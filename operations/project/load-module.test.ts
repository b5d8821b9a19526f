import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { buildModule } from '../build/build-module.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { loadFunction } from './load-module.ts'

const path = temporaryPaths()

const written = (name: string, text: string): string => {
  const folder = path('project')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const withoutEsbuild = newBuiltModules(async file =>
  buildModule(file, async () => Promise.resolve(undefined)),
)

describe('without esbuild', () => {
  it.each([
    ['a.mjs', 'export const input = () => 1'],
    ['a.ts', 'export const input = (): number => 1'],
  ])('%s is loaded by Node', async (name, text) => {
    const input = await loadFunction<() => unknown>(written(name, text), 'input', withoutEsbuild)

    expect(input()).toBe(1)
  })

  it('what Node does not load says the command that brings it', async () => {
    const file = written('a.mjs', "import './other'\nexport const input = () => 1")

    await expect(loadFunction(file, 'input', withoutEsbuild)).rejects.toThrow(
      expect.objectContaining({
        code: 'build.esbuild-missing',
        remedy: 'Install it in the project: npm install --save-dev esbuild',
      }),
    )
  })
})

it('says where a module throws that is loaded', async () => {
  const file = written(
    'a.ts',
    "enum Unused { one }\n\nthrow new Error('not today')\nexport const input = () => Unused.one",
  )

  await expect(loadFunction(file, 'input')).rejects.toThrow(
    expect.objectContaining({
      code: 'project.file-unreadable',
      detail: { file, reason: `${file}:3:7: not today` },
    }),
  )
})
