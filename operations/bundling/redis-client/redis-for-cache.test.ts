import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import * as whole from '@redis/client'
import type { PluginBuild } from 'esbuild'
import { build } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type * as Cluster from '../../../adapters/valkey/load-cluster.ts'
import type * as Client from '../../../adapters/valkey/open-node-redis.ts'
import { bundledModule } from '../../../test/support/bundled-cache.ts'
import { respServer } from '../../../test/support/resp-server.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { makeBundle } from '../make-bundle.ts'
import type { Sources } from './client-sources.ts'
import { sourcesIn } from './client-sources.ts'
import { smallClient } from './small-client.ts'

const path = temporaryPaths()
const require = createRequire(import.meta.url)
const dist = dirname(require.resolve('@redis/client'))

/** The client as the cache gets it in a bundle. */
const small = (async () => {
  const one = (await bundledModule('adapters/valkey/open-node-redis.ts', path('one'))) as typeof Client
  const many = (await bundledModule('adapters/valkey/load-cluster.ts', path('many'))) as typeof Cluster
  return { ...(await one.loadNodeRedis()), ...(await many.loadCluster()) }
})()

type Library = Awaited<typeof small>

const ways = ['none', 'password', 'both', 'provider', 'streaming'] as const
type Credentials = Pick<whole.RedisClientOptions, 'username' | 'password' | 'credentialsProvider'>

const credentials: Readonly<Record<(typeof ways)[number], Credentials>> = {
  none: {},
  password: { password: 'p' },
  both: { username: 'u', password: 'p' },
  provider: {
    credentialsProvider: {
      type: 'async-credentials-provider',
      credentials: async () => Promise.resolve({ username: 'u', password: 'q' }),
    },
  },
  streaming: {
    credentialsProvider: {
      type: 'streaming-credentials-provider',
      subscribe: async () =>
        Promise.resolve([{ username: 'u', password: 'r' }, { dispose: () => undefined }]),
      onReAuthenticationError: () => undefined,
    },
  },
}

const settings = fc.record({
  RESP: fc.constantFrom(2 as const, 3 as const),
  auth: fc.constantFrom(...ways),
  named: fc.constantFrom({}, { name: 'cache' }),
  database: fc.constantFrom(0, 3),
  readonly: fc.boolean(),
  tagged: fc.constantFrom({}, { clientInfoTag: 'tag' }),
  disableClientInfo: fc.boolean(),
  isCluster: fc.boolean(),
})

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never

/** What a server hears of a client with these settings, which then does what the cache does. */
const heardOf = async ({ RedisClient, createCluster }: Library, given: Settings) => {
  const { RESP, auth, isCluster, database, named, tagged, ...rest } = given
  const server = await respServer()
  const shared = { ...rest, ...named, ...tagged, ...credentials[auth], disableOfflineQueue: true } as const
  const socket = { host: '127.0.0.1', port: server.port, reconnectStrategy: false } as const
  const commands = [
    ['SET', 'a', '1'],
    ['GET', 'a'],
    ['UNLINK', 'a'],
    ['EVAL', 'return KEYS[1]', '1', 'a'],
  ]
  try {
    if (isCluster) {
      const cluster = createCluster({
        RESP,
        rootNodes: [{ ...shared, socket }],
        defaults: { ...shared, socket },
      })
      await cluster.on('error', () => undefined).connect()
      for (const args of commands) await cluster.sendCommand('a', false, args).catch(() => undefined)
      cluster.destroy()
    } else {
      const client = new RedisClient({ RESP, ...shared, socket, database })
      await client.on('error', () => undefined).connect()
      for (const args of commands) await client.sendCommand(args).catch(() => undefined)
      client.destroy()
    }
    return server.heard
  } finally {
    await server.stop()
  }
}

describe('the client of a bundle’s cache', () => {
  it('says to a server what the whole client says, whatever its settings', async () => {
    const library = await small
    await fc.assert(
      fc.asyncProperty(settings, async given => {
        const heard = await heardOf(library, given)

        expect(heard).toEqual(await heardOf(whole as unknown as Library, given))
        expect(heard.length).toBeGreaterThan(3)
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('has every command that the code of the package calls', async () => {
    const { RedisClient, createCluster } = await small
    const known = (createClient: object): readonly string[] =>
      Object.keys(Object.getPrototypeOf(Object.getPrototypeOf(createClient)) as object)
    const names = known(whole.createCluster({ rootNodes: [] }))
    const code = [whole.RedisClient, whole.RedisCluster, whole.RedisClientPool].map(String).join('\n')
    const called = names.filter(name => new RegExp(`\\b(?:client|this|_self)\\.${name}\\(`).test(code))
    const slots = readFileSync(join(dist, 'lib/cluster/cluster-slots.js'), 'utf8')

    expect(called).toContain('scan')
    expect(slots).toContain('client.clusterSlots()')
    expect(known(createCluster({ rootNodes: [] }))).toEqual(
      expect.arrayContaining([...called, 'clusterSlots']),
    )
    expect(known(RedisClient.create())).toEqual(expect.arrayContaining([...called, 'clusterSlots']))
    expect(known(RedisClient.create()).length).toBeLessThan(200)
  }, 60_000)

  it('greets with TLS where it is asked to', async () => {
    const { RedisClient } = await small
    const first = Promise.withResolvers<number | undefined>()
    const server = createServer(socket =>
      socket
        .on('error', () => undefined)
        .on('data', chunk => {
          first.resolve(chunk[0])
          socket.destroy()
        }),
    )
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => {
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const client = new RedisClient({
      socket: { host: '127.0.0.1', port, tls: true, reconnectStrategy: false },
    })

    await expect(client.on('error', () => undefined).connect()).rejects.toThrow()

    const handshake = 0x16
    expect(await first.promise).toBe(handshake)
  })

  it('loads neither TLS nor a cluster’s code for one server', async () => {
    const server = await respServer()
    onTestFinished(server.stop)
    const folder = path('loaded')
    await bundledModule('adapters/open/cache.ts', folder)
    writeFileSync(
      join(folder, 'start.mjs'),
      `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
const { cache } = await import(${JSON.stringify(pathToFileURL(join(folder, 'module.mjs')).href)})
await cache(${JSON.stringify(`redis://127.0.0.1:${server.port}`)}).set('a', '1')
const { readFileSync } = await import('node:fs')
const code = loaded.filter(url => url.startsWith('file:')).map(url => readFileSync(new URL(url), 'utf8')).join('')
const has = { tls: process.moduleLoadList.includes('NativeModule tls'), client: code.includes('CLIENT_SETNAME'), cluster: code.includes('getMasterByAddress'), bytes: code.length }
process.stdout.write(JSON.stringify(has), () => process.exit())`,
    )

    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'start.mjs')])

    const { bytes, ...has } = JSON.parse(stdout) as { readonly bytes: number }
    expect(has).toEqual({ tls: false, client: true, cluster: false })
    expect(bytes).toBeLessThan(260_000)
  }, 60_000)
})

const project = (source: string): string => {
  const folder = path('project')
  mkdirSync(join(folder, 'node_modules/@redis'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(resolve('.'), join(folder, 'node_modules/tailrace'))
  symlinkSync(resolve('node_modules/@redis/client'), join(folder, 'node_modules/@redis/client'))
  writeFileSync(join(folder, 'own.js'), source)
  return folder
}

/** The commands in what is made of a module. */
const commandsOf = async (folder: string): Promise<number> => {
  const { metafile } = await makeBundle(
    { build },
    { root: folder, file: join(folder, 'own.js'), name: 'own' },
  )
  const inputs = Object.values(metafile.outputs).flatMap(output => Object.keys(output.inputs))
  return new Set(inputs.filter(input => /@redis\/client\/dist\/lib\/commands\//.test(input))).size
}

describe('the client in a bundle', () => {
  const cacheImport = `import { cache } from ${JSON.stringify(resolve('adapters/open/cache.ts'))}\nexport const own = cache('redis://a')\n`

  it.each([
    ['the cache alone', '', false],
    ['one’s own import', "export { createClient } from '@redis/client'", true],
    ['one’s own import on demand', "export const later = () => import('@redis/client')", true],
    ['one’s own require', "export const later = () => require('@redis/client')", true],
    [
      'a part that one imports',
      "export { default as GET } from '@redis/client/dist/lib/commands/GET.js'",
      true,
    ],
  ])(
    'is as whole as it has to be with %s',
    async (_, more, isWhole) => {
      const found = await commandsOf(project(cacheImport + more))

      if (isWhole) expect(found).toBeGreaterThan(400)
      else expect(found).toBeLessThan(100)
      expect(found).toBeGreaterThan(20)
    },
    60_000,
  )
})

const installed = sourcesIn(dist)

/** The package with a file that is written in another way. */
const changed = (file: string, from: string | RegExp, to: string): Sources => {
  const source = installed.get(file) ?? ''
  const other = source.replace(from, to)
  if (other === source) throw new Error(`${file} has no ${String(from)}`)
  return new Map([...installed, [file, other]])
}

const otherwise = [
  [
    'an entry that gets the client elsewhere',
    'index.js',
    'require("./lib/client")',
    'require("./lib/client/index")',
  ],
  ['an entry without a cluster', 'index.js', 'exports.createCluster = cluster_1.default.create;', ''],
  [
    'a table that is put together',
    'lib/commands/index.js',
    'exports.default = {',
    'exports.default = {\n    ...{},',
  ],
  [
    'a command that is there itself',
    'lib/commands/index.js',
    /APPEND: APPEND_1\.default/,
    'APPEND: { parseCommand() {} }',
  ],
  ['no table for clusters', 'lib/commands/index.js', 'NON_STICKY_COMMANDS }', 'OTHERS }'],
  [
    'a command by a name that is made',
    'lib/client/index.js',
    'commands_1.default.AUTH',
    "commands_1.default['AU' + 'TH']",
  ],
  ['a table handed on', 'lib/client/index.js', 'commands_1.default.AUTH', 'commands_1'],
  ['a command without a default', 'lib/commands/AUTH.js', 'exports.default = ', 'exports.AUTH = '],
  [
    'another resolver',
    'lib/command-metadata/index.js',
    'new static_metadata_resolver_2.',
    'makeResolver(static_metadata_resolver_2).',
  ],
  ['a table of code', 'lib/command-metadata/command-metadata-data.js', '"readonly"', 'readonly'],
  ['metrics at once', 'lib/opentelemetry/index.js', 'metrics_1.OTelMetrics', 'keep(metrics_1).OTelMetrics'],
] as const

describe('a package that is written in another way', () => {
  it('is the one that is installed, otherwise', () => {
    expect(smallClient(installed)?.modules.size).toBeGreaterThan(20)
  })

  it.each(otherwise)('is not made small: %s', (_, file, from, to) => {
    expect(smallClient(changed(file, from, to))).toBeUndefined()
  })

  it('is bundled whole, with a note', async () => {
    const folder = project(
      `export { loadNodeRedis } from ${JSON.stringify(resolve('adapters/valkey/open-node-redis.ts'))}`,
    )
    const other = join(path('package'), 'node_modules/@redis/client')
    cpSync(dirname(dist), other, { recursive: true, filter: each => !/\.(?:map|d\.ts)$/.test(each) })
    for (const [file, source] of changed(
      'index.js',
      'require("./lib/client")',
      'require("./lib/client/index")',
    ))
      writeFileSync(join(other, 'dist', file), source)
    rmSync(join(folder, 'node_modules/@redis/client'))
    const task = { root: resolve('.'), file: join(folder, 'own.js'), name: 'own' }
    const toOther = {
      name: 'to-other',
      setup: (on: PluginBuild) => {
        on.onResolve({ filter: /^@redis\/client$/ }, () => ({ path: join(other, 'dist/index.js') }))
      },
    }

    const { notes, metafile } = await makeBundle({ build }, { ...task, plugins: [toOther] })

    expect(notes.join()).toMatch(/@redis\/client\/dist is not written as the versions that are known/)
    expect(Object.keys(metafile.inputs).filter(each => each.includes('/commands/')).length).toBeGreaterThan(
      400,
    )
  }, 60_000)
})
