import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildModule } from '../../operations/build/build-module.ts'
import { bundleProject } from '../../operations/bundling/bundle-project.ts'
import { notesDeployFile } from '../support/deploy-tool/notes-deploy-file.ts'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

/** Ways to write a CommonJS module that exports `one` and `two`, and whether it says that it was an ES module. */
const writings = {
  assigned: 'const one = 1, two = () => 2\nmodule.exports = { one, two }',
  'name by name': 'exports.one = 1\nexports.two = () => 2',
  'a function with properties':
    'module.exports = () => 0\nmodule.exports.one = 1\nmodule.exports.two = () => 2',
  'getters, as compilers write': [
    "Object.defineProperty(exports, '__esModule', { value: true })",
    'exports.two = exports.one = void 0\nconst held = { one: 1 }',
    "Object.defineProperty(exports, 'one', { enumerable: true, get: function () { return held.one; } })",
    'exports.two = () => 2',
  ].join('\n'),
  'getters that no loop shows': [
    "Object.defineProperty(exports, 'one', { value: 1 })",
    'exports.two = () => 2',
    "Object.defineProperty(exports, 'costly', { get: () => { throw new Error('read') } })",
  ].join('\n'),
  'with a default': [
    "Object.defineProperty(exports, '__esModule', { value: true })",
    'exports.one = 1\nexports.two = () => 2\nexports.default = 3',
  ].join('\n'),
}

const whole = 'as the default, which is all of it'

const readings = {
  taken: 'const { one, two } = await import(WHERE)',
  'as a namespace': 'const all = await import(WHERE)\n  const { one, two } = all',
  [whole]: 'const { one, two } = (await import(WHERE)).default',
  'by then': 'const [one, two] = await import(WHERE).then(all => [all.one, all.two])',
}

const cases = fc
  .record({
    writing: fc.constantFrom(...(Object.keys(writings) as (keyof typeof writings)[])),
    reading: fc.constantFrom(...(Object.keys(readings) as (keyof typeof readings)[])),
    place: fc.constantFrom('package', 'file'),
    isStaticToo: fc.boolean(),
    type: fc.constantFrom('module', undefined),
  })
  // Where the package says nothing, bundlers take what was called the default for it, and Node all of it.
  .filter(({ reading, type }) => reading !== whole || type === 'module')

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

const project = ({ writing, reading, place, isStaticToo, type }: Case): string => {
  const folder = path('project')
  const where = place === 'package' ? 'legacy' : './legacy.cjs'
  const code = [
    ...(isStaticToo ? [`import * as besides from '${where}'`] : []),
    'export const handler = async () => {',
    `  ${readings[reading].replace('WHERE', `'${where}'`)}`,
    `  return [one, two()${isStaticToo ? ', besides.one' : ''}]`,
    '}',
  ].join('\n')
  writeProject(folder, {
    'package.json': JSON.stringify({ type }),
    'serverless.yml': notesDeployFile,
    'node_modules/legacy/package.json': '{ "name": "legacy", "main": "index.js" }',
    'node_modules/legacy/index.js': writings[writing],
    'src/legacy.cjs': writings[writing],
    'src/notes.ts': code,
  })
  symlinkSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'))
  return folder
}

const run = promisify(execFile)

/** What Node itself gives, and nothing else. */
const answerOf = async (file: string): Promise<unknown> => {
  const code = `const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)})
process.stdout.write(JSON.stringify(await handler()))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code])
  return JSON.parse(stdout) as unknown
}

it('gives a module that is imported on demand the names that its CommonJS exports, in `dev` and in a bundle', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async given => {
      const folder = project(given)
      const wanted = given.isStaticToo ? [1, 2, 1] : [1, 2]

      await bundleProject({ folder, env: {}, out: 'out', as: 'folder' })
      const { path: built } = await buildModule(join(folder, 'src/notes.ts'))

      expect(await answerOf(join(folder, 'out/notes/src/notes.mjs'))).toEqual(wanted)
      expect(await answerOf(built)).toEqual(wanted)
    }),
    {
      numRuns: 14,
      seed: 7,
      examples: [{ type: 'module' }, { type: undefined }, { type: 'module', reading: whole }].map(
        ({ type, reading = 'taken' }): [Case] => [
          { writing: 'with a default', reading, place: 'package', isStaticToo: false, type } as Case,
        ],
      ),
    },
  )
})
