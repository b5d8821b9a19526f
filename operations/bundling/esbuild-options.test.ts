import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { mustRun } from '../../test/package/run.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { esbuildOptions, externalClients } from './esbuild-options.ts'
import { optionalClients } from './optional-clients.ts'

const path = temporaryPaths()
const names = optionalClients.map(({ name }) => name)
const adapters = resolve('adapters/index.ts')

/** A user's function on our own adapters, in a project that has installed these clients. */
const project = (installed: readonly string[], extension: string): string => {
  const folder = path('project')
  mkdirSync(join(folder, 'src'), { recursive: true })
  for (const name of installed) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  }
  const own = `import { cache, handlerOptions, searchStore, notificationSink, auditSink } from '${adapters}'
const sinks = [searchStore('memory:'), notificationSink('memory:'), auditSink(undefined), handlerOptions(process.env)]
export const handler = async () => {
  const store = cache(process.env.CACHE_URL)
  await store.set('a', 'b')
  return [sinks.length, await store.get('a')]
}`
  writeFileSync(join(folder, `src/orders.${extension}`), own)
  return folder
}

/** Loads what was built where no package can be found, as in Lambda. */
const call = async (file: string): Promise<string> => {
  const place = join(path('task'), 'nothing-above')
  mkdirSync(place, { recursive: true })
  for (const each of readdirSync(dirname(file)))
    writeFileSync(join(place, each), readFileSync(join(dirname(file), each)))
  const name = join(place, file.split('/').at(-1) ?? '')
  return mustRun(
    process.execPath,
    ['-e', `import('${name}').then(async m => console.log(JSON.stringify(await m.handler())))`],
    {
      cwd: place,
      env: { CACHE_URL: 'memory:' },
    },
  )
}

describe('a function that esbuild alone has bundled', () => {
  it.each([
    ['none', [], 'esm', 'mjs'],
    ['none', [], 'cjs', 'cjs'],
    ['one', ['@redis/client'], 'esm', 'mjs'],
    ['all', names, 'esm', 'mjs'],
    ['all', names, 'cjs', 'cjs'],
  ] as const)(
    'starts with %s of the optional clients (%j, %s)',
    async (_, installed, format, extension) => {
      const folder = project(installed, 'ts')

      await build({
        ...esbuildOptions(folder, format),
        entryPoints: [join(folder, 'src/orders.ts')],
        outdir: join(folder, 'dist'),
        logLevel: 'silent',
      })

      expect(externalClients(folder)).toEqual(
        names.filter(name => !(installed as readonly string[]).includes(name)),
      )
      expect(await call(join(folder, `dist/orders.${extension}`))).toBe('[4,"b"]\n')
    },
    120_000,
  )
})
