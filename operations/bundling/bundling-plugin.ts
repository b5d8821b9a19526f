import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'
import { packageRoot } from '../build/package-root.ts'
import { isInRuntime, isInstalled, optionalClients } from './optional-clients.ts'

const packageNameOf = (file: string): unknown => {
  try {
    return (JSON.parse(readFileSync(join(packageRoot(file), 'package.json'), 'utf8')) as { name?: unknown })
      .name
  } catch {
    return undefined
  }
}

/** Adapters ask for clients on behalf of a URL; what any other module imports, it wants. */
const isAdapter = (importer: string): boolean =>
  /[\\/]adapters[\\/]/.test(importer) && packageNameOf(importer) === 'tailrace'

const clientOf = (specifier: string): string | undefined =>
  optionalClients.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))?.name

/**
 * Leaves out the optional clients that adapters could load and a function does not use, and what is not installed of
 * the AWS SDK, which Lambda's runtimes have.
 *
 * @param wants - whether a function may need an optional client
 * @param onLeftOut - called with the package, once or more often
 */
export const leavesOut = (wants: (client: string) => boolean, onLeftOut: (name: string) => void): Plugin => ({
  name: 'leaves-out',
  setup: build => {
    build.onResolve({ filter: /^@/ }, ({ path, importer, resolveDir }) => {
      const client = clientOf(path)
      const [scope = '', part = ''] = path.split('/')
      const name = client ?? `${scope}/${part}`
      const isUnused = client !== undefined && isAdapter(importer) && !wants(client)
      const isGiven =
        isInRuntime(name) && !isInstalled(resolveDir === '' ? dirname(importer) : resolveDir, name)
      if (!isUnused && !isGiven) return undefined
      onLeftOut(name)
      return { path, external: true }
    })
  },
})
