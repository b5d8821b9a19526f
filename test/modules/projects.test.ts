import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import { buildModule } from '../../operations/build/build-module.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const started: WorkerFunction[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map(async ({ stop }) => stop()))
})

const copyOf = (project: string): string => {
  const folder = path(project)
  cpSync(`test/projects/${project}`, folder, { recursive: true })
  return folder
}

/** What a function answers in a thread of its own, as under `dev`. */
const answer = async (file: string): Promise<unknown> => {
  const target = workerFunction({
    functionName: 'it',
    file,
    builtFile: async () => (await buildModule(file)).path,
    exportName: 'handler',
    timeoutMs: 10_000,
    memorySizeMb: 128,
    env: {},
    clock: systemClock,
  })
  started.push(target)
  await target.load()
  const result = await target.invoke({ Records: [] }, 'r')
  return result.type === 'returned' ? result.value : result
}

const write = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

describe('a project', () => {
  it('of CommonJS stays CommonJS: places, require, JSON, sloppy code', async () => {
    expect(await answer(join(copyOf('commonjs'), 'src/handler.js'))).toEqual({
      greeting: 'hello commonjs',
      words: 'read beside',
      later: 'loaded later 1',
      resolved: 'greet.js',
      isMain: false,
      records: 0,
    })
  })

  it.each([
    ['exports.handler = () => { counted = 1; return typeof counted + typeof require }', 'numberfunction'],
    [
      "import { sep } from 'node:path'\nexport const handler = () => typeof sep + typeof this",
      'stringundefined',
    ],
  ])('whose package.json has no type goes by the syntax: %s', async (source, value) => {
    const folder = path('untyped')
    write(join(folder, 'package.json'), '{}')
    write(join(folder, 'handler.js'), source)

    expect(await answer(join(folder, 'handler.js'))).toBe(value)
  })

  it('with paths, baseUrl and a tsconfig that extends another', async () => {
    expect(await answer(join(copyOf('typescript-paths'), 'src/handlers/orders.ts'))).toEqual({
      total: 5,
      currency: 'EUR',
      lib: 'a folder of a folder',
    })
  })

  it('with decorators, enums, namespaces, parameter properties and top-level await', async () => {
    expect(await answer(join(copyOf('decorators-and-enums'), 'handler.ts'))).toEqual({
      own: 'it!',
      size: 8,
      status: 'DONE',
      limit: 12,
      logged: ['handler.run'],
    })
  })

  it('of several packages takes the packages as source, and each dependency from where it is asked for', async () => {
    const folder = copyOf('monorepo')
    const modules = join(folder, 'node_modules')
    write(join(modules, 'tool/package.json'), '{"name":"tool","main":"index.js"}')
    write(join(modules, 'tool/index.js'), 'exports.version = 1')
    const own = join(folder, 'packages/shared/node_modules/tool')
    write(join(own, 'package.json'), '{"name":"tool","main":"index.js"}')
    write(join(own, 'index.js'), 'exports.version = 2')
    mkdirSync(join(modules, '@acme'))
    symlinkSync('../../packages/shared', join(modules, '@acme/shared'))

    expect(await answer(join(folder, 'packages/orders/src/handler.ts'))).toEqual({
      shared: 'shared source',
      price: '2 of shared source',
      own: 'by a name of its own',
      tool: 1,
      otherTool: 'tool 2',
    })
  })

  it('whose handler throws is told the line that was written', async () => {
    const file = join(path('thrown'), 'handler.ts')
    write(
      file,
      `enum Unused { one }\n\nexport const handler = () => {\n  try {\n    fail(Unused.one)\n  } catch (error) {\n    return (error as Error).stack\n  }\n}\nconst fail = (_: Unused): void => {\n  throw new Error('on line 11')\n}\n`,
    )

    const [, first, second] = String(await answer(file)).split('\n')

    expect(first).toContain(`${file}:11:9`)
    expect(second).toContain(`${file}:5:5`)
  })

  it.each([
    ['a syntax error', 'export const handler = (\n', 'handler.ts:2:1: Unexpected end of file'],
    ['a missing file', "\nimport './nowhere'\n", 'handler.ts:2:8: Could not resolve "./nowhere"'],
    [
      'a missing export',
      "import { gone } from './other.js'\nexport const handler = () => gone()\n",
      'handler.ts:1:10: No matching export in "other.ts" for import "gone"',
    ],
    [
      'a missing package',
      "import 'no-such-package'\n",
      'handler.ts:1:8: Could not resolve "no-such-package"',
    ],
  ])('with %s is refused in one line with its place', async (_, source, message) => {
    const folder = path('faulty')
    write(join(folder, 'package.json'), '{}')
    write(join(folder, 'other.ts'), 'export const here = 1\n')
    write(join(folder, 'handler.ts'), source)

    await expect(buildModule(join(folder, 'handler.ts'))).rejects.toThrow(
      expect.objectContaining({ code: 'build.source-invalid', message }),
    )
  })
})
