import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { buildModule } from '../build/build-module.ts'
import { newBuiltModules } from '../build/built-modules.ts'
import { checkHandler, loadFunction, mayExport } from './load-module.ts'

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

describe('what a module exports is told by its code', () => {
  const marker = '__loadedByTheCommand'
  const started = `globalThis.${marker} = true; process.env.TABLE_OF_NOBODY.length;`

  it.each([
    ['ES', 'a.mjs', `${started} export const handler = async () => 1`],
    ['ES with a default', 'a.mjs', `${started} export default { handler: async () => 1 }`],
    ['TypeScript', 'a.ts', `enum E { a }\n${started} export const handler = async (): Promise<E> => E.a`],
    ['CommonJS', 'a.cjs', `${started} exports.handler = async () => 1`],
  ])('%s that starts something is not started for it', async (_, name, text) => {
    for (const modules of [newBuiltModules(), withoutEsbuild]) {
      const file = written(name, text)

      expect(await mayExport(file, 'pipeline', modules)).toBe(false)
      await checkHandler(file, 'handler', modules)
    }
    expect(globalThis).not.toHaveProperty(marker)
  })

  it.each([
    ['a.mjs', 'export const pipeline = 1'],
    ['a.mjs', 'export default { pipeline: 1 }'],
    ['a.mjs', "export * from 'node:stream/promises'"],
    ['a.cjs', 'exports.pipeline = 1'],
    ['a.cjs', "module.exports = require('node:stream/promises')"],
    ['a.cjs', "module.exports = { ...require('node:stream/promises') }"],
  ])('%s may: %s', async (name, text) => {
    for (const modules of [newBuiltModules(), withoutEsbuild])
      expect(await mayExport(written(name, text), 'pipeline', modules)).toBe(true)
  })

  it('a handler that is not there is refused', async () => {
    const file = written('a.ts', 'export const handle = 1')

    await expect(checkHandler(file, 'handler', newBuiltModules())).rejects.toThrow(
      expect.objectContaining({ code: 'project.export-missing' }),
    )
    await checkHandler(file, 'handle.order', newBuiltModules())
  })
})
