import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import type * as Redis from '@redis/client'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { commandsOnDemand } from './commands-on-demand.ts'

const require = createRequire(import.meta.url)

/** What `@redis/client` exports, bundled; `ran` tells which commands have run. */
const bundled = async () => {
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require('@redis/client')`, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    plugins: [commandsOnDemand],
  })
  const text = outputFiles[0]?.text.replaceAll(
    /"[^"]*\/lib\/commands\/([A-Z][A-Z_]*)\.js"\(exports\d*[^)]*\) \{/g,
    '$&ran.push("$1");',
  )
  const ran: string[] = []
  const module = { exports: {} as Record<string, unknown> }
  runInNewContext(text ?? '', {
    ...globalThis,
    process,
    Buffer,
    require,
    module,
    exports: module.exports,
    ran,
  })
  return { client: module.exports as typeof Redis, ran }
}

describe('the commands of @redis/client', () => {
  it('run when they are read, and not before', async () => {
    const { client, ran } = await bundled()
    const own = new client.RedisClient({ socket: { port: 1 } })
    expect(own).toBeDefined()
    const before = ran.length

    const commands = client.createClient({ socket: { port: 1 } })

    expect(before).toBeLessThan(40)
    expect(ran.length).toBeGreaterThan(300)
    expect(typeof commands.unlink).toBe('function')
  })

  it('are those that the package has', async () => {
    const { client } = await bundled()
    const real = require('@redis/client') as typeof Redis
    const names = (of: object): string[] => Object.keys(of).toSorted()

    expect(names(client)).toEqual(names(real))
    const methods = ({ createClient }: typeof real): string[] =>
      Object.keys(
        Object.getPrototypeOf(Object.getPrototypeOf(createClient({ socket: { port: 1 } }))) as object,
      )
    expect(methods(client).length).toBeGreaterThan(300)
    expect(methods(client)).toEqual(methods(real))
    expect(client.REDIS_FLUSH_MODES).toEqual(real.REDIS_FLUSH_MODES)
  })
})
