import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadFunction } from '../../operations/project/load-module.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

/** A way to name another module, the file that it means, and what the project needs for it. */
interface Style {
  readonly specifier: (extension: string) => string
  readonly file: (extension: string) => string
  readonly options?: object
}

const isTypeScript = (extension: string): boolean => /ts/.test(extension)
const asScript = (extension: string): string => extension.replace('t', 'j')

const styles: Readonly<Record<string, Style>> = {
  exact: { specifier: extension => `./dep${extension}`, file: extension => `src/dep${extension}` },
  'as it is emitted': {
    specifier: extension => `./dep${asScript(extension)}`,
    file: extension => `src/dep${extension}`,
  },
  extensionless: {
    specifier: () => './dep',
    file: extension => `src/dep${isTypeScript(extension) ? '.ts' : '.js'}`,
  },
  'index of a folder': {
    specifier: () => './dep',
    file: extension => `src/dep/index${isTypeScript(extension) ? '.ts' : '.js'}`,
  },
  paths: {
    specifier: () => '@lib/dep',
    file: () => 'library/dep.ts',
    options: { paths: { '@lib/*': ['./library/*'] } },
  },
  baseUrl: { specifier: () => 'library/dep', file: () => 'library/dep.ts', options: { baseUrl: '.' } },
}

/** A line of the entry that makes `found`, and what it is then. */
interface Feature {
  readonly code: string
  readonly value: unknown
  readonly isTypes?: boolean
  readonly isEsmOnly?: boolean
  readonly options?: object
}

const decorated = `
const mark = (_: unknown, name: string, descriptor: PropertyDescriptor) => { descriptor.value = () => 'marked ' + name }
class Marked { @mark it() { return 'plain' } }
const found = new Marked().it()`

const features: Readonly<Record<string, Feature>> = {
  enum: { code: 'enum Colour { red = 3, blue }\nconst found = Colour.blue', value: 4, isTypes: true },
  namespace: {
    code: 'namespace Inner { export const value: number = 7 }\nconst found = Inner.value',
    value: 7,
    isTypes: true,
  },
  'parameter property': {
    code: 'class Box { constructor(readonly held: string) {} }\nconst found = new Box("in it").held',
    value: 'in it',
    isTypes: true,
  },
  decorator: {
    code: decorated,
    value: 'marked it',
    isTypes: true,
    options: { experimentalDecorators: true },
  },
  'top-level await': { code: 'const found = await Promise.resolve(5)', value: 5, isEsmOnly: true },
  'name of a class': {
    code: 'class SomeFailure extends Error {}\nconst found = SomeFailure.name',
    value: 'SomeFailure',
  },
  'a require and a place of its own': {
    code: [
      "import { createRequire } from 'node:module'",
      'const require = createRequire(import.meta.url)',
      'const __dirname = import.meta.dirname',
      "const found = [require('../data.json').given, __dirname.endsWith('src')]",
    ].join('\n'),
    value: ['data', true],
    isEsmOnly: true,
  },
  none: { code: 'const found = null', value: null },
}

const habits = fc
  .record({
    type: fc.constantFrom('module', 'commonjs', undefined),
    extension: fc.constantFrom('.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'),
    writes: fc.constantFrom('import', 'require'),
    style: fc.constantFrom(...Object.keys(styles)),
    feature: fc.constantFrom(...Object.keys(features)),
    place: fc.constantFrom('import.meta.url', '__dirname', 'none'),
    value: fc.string({ maxLength: 8 }),
  })
  .filter(({ type, extension, writes, feature, place }) => {
    const { isTypes, isEsmOnly } = features[feature] as Feature
    const isCommonJs = /\.c/.test(extension) || (!/\.m/.test(extension) && type === 'commonjs')
    const isModule = /\.m/.test(extension) || (!/\.c/.test(extension) && type === 'module')
    if (isTypes === true && !isTypeScript(extension)) return false
    if (isEsmOnly === true && (isCommonJs || writes === 'require')) return false
    // One word, declared twice.
    if (isEsmOnly === true && place === '__dirname') return false
    // What the other kind of module has no word for.
    if (place === '__dirname' && isModule) return false
    if (place === 'import.meta.url' && (isCommonJs || writes === 'require')) return false
    return !(writes === 'require' && isModule)
  })

type Habits = typeof habits extends fc.Arbitrary<infer T> ? T : never

const besides = {
  'import.meta.url': "new URL('./beside.txt', import.meta.url)",
  __dirname: "join(__dirname, 'beside.txt')",
  none: undefined,
} as const

const entryOf = ({ writes, style, feature, place, extension }: Habits): string => {
  const specifier = styles[style]?.specifier(extension) ?? ''
  const beside = besides[place]
  const bring = (names: string, from: string): string =>
    writes === 'import' ? `import { ${names} } from '${from}'` : `const { ${names} } = require('${from}')`
  return [
    bring('value', specifier),
    bring('readFileSync', 'node:fs'),
    bring('join', 'node:path'),
    writes === 'import'
      ? "import data from '../data.json' with { type: 'json' }"
      : "const data = require('../data.json')",
    features[feature]?.code,
    `const beside = ${beside === undefined ? 'join("none")' : `readFileSync(${beside}, 'utf8')`}`,
    'const handler = () => ({ value, found, beside, data: data.given })',
    writes === 'import' ? 'export { handler }' : 'module.exports = { handler }',
  ].join('\n')
}

const dependencyOf = ({ writes, type, value }: Habits, file: string): string => {
  const text = JSON.stringify(value)
  const isModule = /\.m/.test(file) || (type === 'module' && !/\.c/.test(file)) || writes === 'import'
  return isModule ? `export const value = ${text}\n` : `module.exports = { value: ${text} }\n`
}

const written = (sample: Habits): string => {
  const folder = path('habits')
  const { type, extension, style, feature } = sample
  const dependency = styles[style]?.file(extension) ?? ''
  const files = {
    'package.json': JSON.stringify({ name: 'habits', ...(type !== undefined && { type }) }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...styles[style]?.options, ...features[feature]?.options },
    }),
    'data.json': '{"given":"data"}',
    'src/beside.txt': 'read beside',
    [dependency]: dependencyOf(sample, dependency),
    [`src/entry${extension}`]: entryOf(sample),
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return join(folder, `src/entry${extension}`)
}

it('loads modules in whatever way people write them', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(habits, async sample => {
      const handler = await loadFunction<() => unknown>(written(sample), 'handler')

      expect(handler()).toEqual({
        value: sample.value,
        found: features[sample.feature]?.value,
        beside: sample.place === 'none' ? 'none' : 'read beside',
        data: 'data',
      })
    }),
    { numRuns: 60 },
  )
})
