import { dirname } from 'node:path'
import type { Plugin } from 'esbuild'
import { manifestOf } from './manifest-of.ts'
import { isInRuntime, isInstalled, optionalClients } from './optional-clients.ts'

/** Adapters ask for clients on behalf of a URL; what any other module imports, it wants. */
export const isAdapter = (importer: string): boolean =>
  /[\\/]adapters[\\/]/.test(importer) && manifestOf(importer)?.['name'] === 'tailrace'

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
