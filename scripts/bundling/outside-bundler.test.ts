import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { weightOf, weightsOf } from './weights.ts'

/** A function with a processor of its own, as a bundler that knows nothing of Tailrace makes it. */
const bundled = async (code: string) => {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: process.cwd(), loader: 'ts', sourcefile: 'function.ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    outdir: 'out',
    external: ['@aws-sdk/*', '@redis/client'],
    metafile: true,
    write: false,
  })
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: of }) => Object.entries(of))
  return {
    core: weightOf(weightsOf(metafile, Object.keys(metafile.outputs)), 'core'),
    files: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
  }
}

const ofTools = /^core\/pattern\/|\/(push-down|criteria|explain|image-needs|looks-at)\.ts$/

const ofObservers = /^core\/observe\/|powertools|opentelemetry/

const own = `
import { defineFaults, everything, processor, raise, registry, streamHandler } from './core/index.ts'
const faults = defineFaults({
  'own.refused': { disposition: 'park', message: (d: { by: string }) => d.by, remedy: 'Mend it.' },
})
const handle = async () => { throw raise(faults, 'own.refused', { by: 'x' }) }
export const handlerWith = options => streamHandler(registry([processor({ name: 'own', filter: everything(), handle })]), options)
`

it('leaves out what belongs to tools, and the faults of parts that are not used', async () => {
  const { files, core } = await bundled(own)

  expect(files).toContain('core/dispatch/dispatch.ts')
  expect(files.filter(file => ofTools.test(file))).toEqual([])
  expect(files.filter(file => ofObservers.test(file))).toEqual([])
  expect(files.filter(file => !file.startsWith('core/'))).toEqual(['function.ts'])
  expect(files.filter(file => file.endsWith('pattern-faults.ts'))).toEqual([])
  expect(core).toBeLessThan(95 * 1024)
})

it('carries no tool either where the whole environment decides, and only the faults of rooms that run in functions', async () => {
  const { files, core } = await bundled(`${own}
import { handlerOptions } from './adapters/index.ts'
export const handler = handlerWith(handlerOptions(process.env))`)

  const rooms = files.filter(file => /faults\.ts$/.test(file)).map(file => file.split('/')[0])

  expect(new Set(rooms)).toEqual(new Set(['core', 'adapters']))
  expect(files.filter(file => ofTools.test(file))).toEqual([])
  expect(files.filter(file => /^(cli|engine|model|operations|store)\//.test(file))).toEqual([])
  expect(core).toBeLessThan(98 * 1024)
})

it.each(['projections', 'reactions'])('carries nothing of what watches a function in %s', async name => {
  const { files } = await bundled(`export { handler } from './functions/${name}.ts'`)

  expect(files).toContain('core/dispatch/dispatch.ts')
  expect(files.filter(file => ofObservers.test(file))).toEqual([])
})

it('carries observers where a function has some, and no library of theirs', async () => {
  const { files } = await bundled(`${own}
import { observers } from './core/index.ts'
import { powertoolsMetrics } from './adapters/powertools/index.ts'
export const handler = metrics => handlerWith({ observe: observers(powertoolsMetrics(metrics)) })`)

  expect(files.filter(file => ofObservers.test(file))).toContain('core/observe/watch-batch.ts')
  expect(files.filter(file => ofObservers.test(file))).toContain('adapters/powertools/powertools-metrics.ts')
  expect(files.filter(file => file.includes('node_modules'))).toEqual([])
})
