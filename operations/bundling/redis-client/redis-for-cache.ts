import { basename, join } from 'node:path'
import type { Metafile, OnResolveArgs, Plugin } from 'esbuild'
import { isAdapter } from '../bundling-plugin.ts'
import { sourcesIn } from './client-sources.ts'
import type { SmallClient } from './small-client.ts'
import { smallClient } from './small-client.ts'

const ofClient = /^(.*[\\/]@redis[\\/]client[\\/]dist)[\\/](.+\.js)$/

/** As what a cluster is reached by. */
const namespace = 'redis-for-cluster'

const asked = Symbol('asked already')

const isForCluster = ({ importer, pluginData }: OnResolveArgs): boolean =>
  pluginData !== asked && /^load-cluster\.[jt]s$/.test(basename(importer)) && isAdapter(importer)

/**
 * Has our cache, and whoever else is in the bundle, get as much of `@redis/client` as the cache needs. Right only where
 * nobody else asks for it: {@link isClientShared}.
 *
 * @param onDifferent - called with the folder of a package that is not known well enough, and stays whole
 */
export const redisForCache = (onDifferent: (dist: string) => void): Plugin => ({
  name: 'redis-for-cache',
  setup: build => {
    const known = new Map<string, SmallClient | undefined>()
    const smallIn = (dist: string): SmallClient | undefined => {
      if (!known.has(dist)) known.set(dist, smallClient(sourcesIn(dist)))
      const found = known.get(dist)
      if (found === undefined) onDifferent(dist)
      return found
    }
    build.onResolve({ filter: /^@redis\/client$/ }, async args => {
      if (!isForCluster(args)) return undefined
      const { path, importer, kind, resolveDir } = args
      const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: asked })
      const [, dist] = ofClient.exec(found.path) ?? []
      return dist === undefined || smallIn(dist) === undefined ? undefined : { path: dist, namespace }
    })
    build.onLoad({ filter: /./, namespace }, ({ path }) => {
      const contents = smallIn(path)?.cluster
      return contents === undefined ? undefined : { contents, resolveDir: path, loader: 'js' }
    })
    build.onLoad({ filter: ofClient }, ({ path }) => {
      const [, dist = '', file = ''] = ofClient.exec(path) ?? []
      const contents = smallIn(dist)?.modules.get(file.replaceAll('\\', '/'))
      return contents === undefined ? undefined : { contents, loader: 'js' }
    })
  },
})

/** Whether anything but our adapters asks for the client, or for a part of it: then it is to be whole. */
export const isClientShared = (root: string, { inputs }: Pick<Metafile, 'inputs'>): boolean =>
  Object.entries(inputs).some(
    ([input, { imports }]) =>
      !input.startsWith(`${namespace}:`) &&
      !ofClient.test(input) &&
      !isAdapter(join(root, input)) &&
      imports.some(({ path }) => ofClient.test(path)),
  )
