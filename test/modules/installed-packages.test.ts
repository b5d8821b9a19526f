import { execFile } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
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

const marked = "Object.defineProperty(exports, '__esModule', { value: true })\n"
const module = "export const one = 1\nexport default 'inner'\n"

/** Ways to write CommonJS. */
const writings = {
  'was an ES module': `${marked}exports.one = 1\nexports.default = 'inner'`,
  'was one without a default': `${marked}exports.one = 1`,
  'never was one': "module.exports = { one: 1, default: 'inner' }",
  'names that only running shows': `for (const [name, value] of [['__esModule', true], ['one', 1], ['default', 'inner']])
  exports[name] = value`,
  'a function': "module.exports = () => 'called'\nmodule.exports.one = 1",
}

/** What a package says of its files, and those beside `index.js`. */
const packings = {
  'main alone': { says: { main: 'index.js' } },
  'a field for bundlers': { says: { main: './index', module: 'esm.js' }, isBoth: true },
  'a condition for bundlers': {
    says: { exports: { '.': { module: './esm.js', default: './index.js' } } },
    isBoth: true,
  },
  'a condition for each': {
    says: { exports: { '.': { import: './esm.mjs', require: './index.js' } } },
    isBoth: true,
  },
  'an ES module without saying so': {
    says: { exports: { import: './esm.js', require: './index.js' } },
    isBoth: true,
  },
} as const satisfies Record<string, { readonly says: object; readonly isBoth?: true }>

const readings = {
  'the default': "import found from 'legacy'",
  'the default by its name': "import { default as found } from 'legacy'",
  'a namespace': "import * as found from 'legacy'",
  'a name': "import { one as found } from 'legacy'",
  'passed on': "import { found } from './passes.js'",
  'on demand': '',
  'a namespace, and on demand': "import * as found from 'legacy'",
}

const keys = <T extends object>(of: T): readonly (keyof T)[] => Object.keys(of) as (keyof T)[]

const cases = fc
  .record({
    writing: fc.constantFrom(...keys(writings)),
    packing: fc.constantFrom(...keys(packings)),
    reading: fc.constantFrom(...keys(readings)),
    type: fc.constantFrom('module', 'commonjs', undefined),
    extension: fc.constantFrom('.ts', '.mts', '.js', '.mjs'),
  })
  // Without a default in CommonJS there is none beside it, and a function has no __esModule.
  .filter(({ writing, packing }) => !('isBoth' in packings[packing]) || writing === 'was an ES module')
  // Node refuses to load it.
  .filter(({ type, extension }) => !(type === 'commonjs' && extension === '.js'))

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** All that can be told of a value, but for what says where it comes from. */
const told = `const told = value =>
  Object(value) === value
    ? [typeof value, Object.getOwnPropertyNames(value).filter(name => !['__esModule', 'length', 'name', 'prototype'].includes(name)).sort().map(name => [name, name === 'default' ? told(value[name]) : String(value[name])])]
    : String(value)`

const project = ({ writing, packing, reading, type, extension }: Case): string => {
  const folder = path('project')
  const isDemanded = reading.endsWith('on demand')
  writeProject(folder, {
    'package.json': JSON.stringify({ type }),
    'serverless.yml': notesDeployFile,
    'node_modules/legacy/package.json': JSON.stringify({ name: 'legacy', ...packings[packing].says }),
    'node_modules/legacy/index.js': writings[writing],
    'node_modules/legacy/esm.js': module,
    'node_modules/legacy/esm.mjs': module,
    'src/passes.js': "export { default as found } from 'legacy'\n",
    [`src/notes${extension}`]: `${readings[reading]}
${told}
export const handler = async () => [${reading === 'on demand' ? '' : 'told(found)'}${
      isDemanded ? `${reading === 'on demand' ? '' : ', '}told(await import('legacy'))` : ''
    }]
`,
  })
  symlinkSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'))
  return folder
}

const run = promisify(execFile)

const answerOf = async (file: string): Promise<unknown> => {
  const code = `const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)})
process.stdout.write(JSON.stringify(await handler()))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code])
  return JSON.parse(stdout) as unknown
}

const answers = async (given: Case): Promise<{ readonly bundled: unknown; readonly here: unknown }> => {
  const folder = project(given)
  await bundleProject({ folder, env: {}, out: 'out', as: 'folder' })
  const { path: built } = await buildModule(join(folder, `src/notes${given.extension}`))
  const out = ['mjs', 'cjs'].map(each => join(folder, `out/notes/src/notes.${each}`)).find(existsSync) ?? ''
  return { bundled: await answerOf(out), here: await answerOf(built) }
}

it(
  'gives of an installed package in `dev` what the bundle gives that is deployed',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(cases, async given => {
        const { bundled, here } = await answers(given)

        expect(here).toEqual(bundled)
      }),
      { numRuns: 20 },
    )
  },
)

it.each([
  [
    'module',
    'main alone',
    [
      'object',
      [
        ['default', 'inner'],
        ['one', '1'],
      ],
    ],
  ],
  [undefined, 'main alone', 'inner'],
  ['commonjs', 'main alone', 'inner'],
  ['module', 'a field for bundlers', 'inner'],
  [undefined, 'a field for bundlers', 'inner'],
] as const)(
  'has as the default in a package of type %s, of one with %s: %j',
  { timeout: 60_000 },
  async (type, packing, value) => {
    const given = { writing: 'was an ES module', reading: 'the default', extension: '.ts' } as const

    expect(await answers({ ...given, type, packing })).toEqual({ bundled: [value], here: [value] })
  },
)
