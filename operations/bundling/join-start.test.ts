import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { makeBundle } from './make-bundle.ts'

const path = temporaryPaths()

/** Bundles `src/orders.ts` of a project, and gives what its handler gives in a process of its own. */
const bundled = async (files: Readonly<Record<string, string>>, source = 'src/orders.ts') => {
  const root = path('project')
  writeProject(root, { 'package.json': '{ "type": "module" }', ...files })
  const bundle = await makeBundle({ build }, { root, file: join(root, source), name: 'src/orders' })
  const out = path('bundle')
  for (const [name, contents] of bundle.files) {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, name), contents)
  }
  const run = `const { handler } = await import('./src/orders.mjs')
process.stdout.write(JSON.stringify(await handler()))`
  const given = (): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', run], {
        cwd: out,
        encoding: 'utf8',
        timeout: 20_000,
      }),
    )
  const loaded = (file: string): readonly string[] =>
    (bundle.metafile.outputs[file]?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map(each => each.path)
  const imported = (file: string): readonly string[] =>
    [...readFileSync(join(out, file), 'utf8').matchAll(/from"(\.{1,2}\/[^"]+)"/g)].map(
      ([, found = '']) => found,
    )
  return { given, loaded, imported }
}

const part = (name: string, others: readonly string[]): string =>
  `${others.map(other => `import { ${other} } from './${other}.ts'`).join('\n')}
(globalThis as any).order = [...((globalThis as any).order ?? []), '${name}']
export const ${name} = () => ['${name}', ${others.map(other => `...${other}()`).join(', ')}]
`

/** Modules that import each other as they like, downwards; of some, what the handler loads on demand. */
const graphs = fc
  .integer({ min: 2, max: 7 })
  .chain(size =>
    fc.tuple(
      fc.constant(size),
      fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 12 }),
      fc.subarray(Array.from({ length: size }, (_, at) => at)),
      fc.subarray(Array.from({ length: size }, (_, at) => at)),
    ),
  )

it('loads one file beside the function’s own, and runs as its modules do', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async ([size, edges, atOnce, onDemand]) => {
      const name = (at: number): string => `m${at}`
      const below = (at: number): number[] => [
        ...new Set(edges.filter(([from, to]) => from === at && to > at).map(([, to]) => to)),
      ]
      const all = (at: number): string[] => [name(at), ...below(at).flatMap(all)]
      const modules = Array.from({ length: size }, (_, at) => [
        `src/${name(at)}.ts`,
        part(name(at), below(at).map(name)),
      ])
      const handler = `${atOnce.map(at => `import { ${name(at)} } from './${name(at)}.ts'`).join('\n')}
const first = [...((globalThis as any).order ?? [])].toSorted()
export const handler = async () => ({
  first,
  atOnce: [${atOnce.map(at => `${name(at)}()`).join(', ')}],
  onDemand: [${onDemand.map(at => `(await import('./${name(at)}.ts')).${name(at)}()`).join(', ')}],
})`
      const { given, imported } = await bundled({
        ...(Object.fromEntries(modules) as Record<string, string>),
        'src/orders.ts': handler,
      })

      expect(given()).toEqual({
        first: [...new Set(atOnce.flatMap(all))].toSorted(),
        atOnce: atOnce.map(all),
        onDemand: onDemand.map(all),
      })
      expect([[], ['../chunks/at-start.mjs']]).toContainEqual([...new Set(imported('src/orders.mjs'))])
    }),
    { numRuns: 12 },
  )
})

it('stays in pieces where a shared module waits for one that imports another', async () => {
  const { given } = await bundled({
    'src/words.ts': `export const words = () => 'words'`,
    'src/fetch.ts': `import { words } from './words.ts'
export const fetched = async () => words()`,
    'src/secret.ts': `const { fetched } = await import('./fetch.ts')
export const secret = await fetched()`,
    'src/late.ts': `import { secret } from './secret.ts'
export const late = secret`,
    'src/orders.ts': `import { secret } from './secret.ts'
import { words } from './words.ts'
export const handler = async () => [secret, words(), (await import('./late.ts')).late]`,
  })

  expect(given()).toEqual(['words', 'words', 'words'])
})

it('keeps names of one’s own and of packages, and of clients those of errors', async () => {
  const shared = `export class TooMuch extends Error {}
export function OldStyle() {}
export const plainFunction = () => new Error('x')`
  const { given, loaded } = await bundled({
    'node_modules/@aws-sdk/client/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/@aws-sdk/client/index.js': shared,
    'node_modules/other/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/other/index.js': `${shared}; export class $Odd {}; export class _Under {}; export class lower {}`,
    'src/own.ts': shared,
    'src/base.ts': 'export const base = (given: object) => Object.values(given).map(each => each.name)',
    'node_modules/large/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/large/index.js': `export function packaged() { return ${JSON.stringify('x'.repeat(5_000))} }`,
    'src/orders.ts': `import { base } from './base.ts'
import { packaged } from 'large'
export const handler = async () => [
  base(await import('@aws-sdk/client')),
  base(await import('./own.ts')),
  (await import('./other.ts')).other(),
  base(await import('other')),
  mine(),
]
const mine = () => [function mostly() {}, packaged].map(each => each.name)`,
    'src/other.ts': `import { base } from './base.ts'
export const other = () => base({ a: class Kept {} })`,
  })

  expect(new Set(loaded('src/orders.mjs'))).toEqual(new Set(['chunks/at-start.mjs']))
  const [ofClient, own, other, ofPackage, mine] = given() as string[][]
  expect(own).toEqual(['OldStyle', 'TooMuch', 'plainFunction'])
  expect(ofClient?.slice(0, 2)).toEqual(['OldStyle', 'TooMuch'])
  // What takes the time: esbuild gave every function of a client its name when it was loaded.
  expect(ofClient?.[2]).not.toBe('plainFunction')
  expect(other).toEqual(['Kept'])
  expect(new Set(ofPackage)).toEqual(
    new Set(['$Odd', 'OldStyle', 'TooMuch', '_Under', 'lower', 'plainFunction']),
  )
  expect(mine).toEqual(['mostly', 'packaged'])
})

it('is whole where its path is that of its source', async () => {
  const { given } = await bundled(
    { 'src/orders.mjs': `export const handler = async () => 'done'` },
    'src/orders.mjs',
  )

  expect(given()).toBe('done')
})
