import { readFile } from 'node:fs/promises'
import type { BuildOptions, OnResolveArgs, Plugin, PluginBuild } from 'esbuild'
import { moduleFormat } from './module-format.ts'

const quiet = {
  bundle: true,
  platform: 'node',
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions

const nothingElse: Plugin = {
  name: 'nothing-else',
  setup: build => {
    build.onResolve({ filter: /.*/ }, ({ kind }) => (kind === 'entry-point' ? undefined : { external: true }))
  },
}

/** How Node takes an installed file, if it is a script; where nothing says it, its syntax decides. */
export const formatOf = async (
  { esbuild }: PluginBuild,
  path: string,
): Promise<'esm' | 'cjs' | undefined> => {
  if (!/\.[cm]?js$/.test(path)) return undefined
  const said = moduleFormat(path)
  if (said !== undefined) return said
  if (!/\b(?:import|export)\b/.test(await readFile(path, 'utf8'))) return 'cjs'
  const { metafile } = await esbuild.build({
    ...quiet,
    format: 'esm',
    metafile: true,
    entryPoints: [path],
    plugins: [nothingElse],
  })
  return Object.values(metafile.inputs)[0]?.format ?? 'cjs'
}

/** The file that Node imports: unlike bundlers, it knows neither a field nor a condition `module`. */
export const importedByNode = async (
  { esbuild }: PluginBuild,
  { path: specifier, resolveDir }: OnResolveArgs,
): Promise<string | undefined> => {
  const found: string[] = []
  const ask: Plugin = {
    name: 'ask',
    setup: build => {
      build.onStart(async () => {
        const { errors, path } = await build.resolve(specifier, { resolveDir, kind: 'import-statement' })
        if (errors.length === 0) found.push(path)
      })
    },
  }
  await esbuild.build({
    ...quiet,
    conditions: [],
    mainFields: ['main'],
    stdin: { contents: '' },
    plugins: [ask],
  })
  return found[0]
}
