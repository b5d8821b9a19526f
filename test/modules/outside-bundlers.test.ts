import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BuildOptions } from 'esbuild'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const run = promisify(execFile)

// Nobody listens on port 1, so every client that is there says so.
const asking = `
import { auditSink, blobStore, cache, notificationSink, searchStore } from './adapters/index.ts'
const message = { id: 'a', subject: 'a', body: 'a', data: {} }
const tries = {
  redis: () => cache('redis://127.0.0.1:1').invalidate({ keys: ['a'] }),
  cluster: () => cache('redis://127.0.0.1:1?cluster=true').invalidate({ keys: ['a'] }),
  opensearch: () => searchStore('opensearch+http://127.0.0.1:1').readMark('index'),
  s3: () => blobStore('s3://bucket/').get('a'),
  sns: () => notificationSink('arn:aws:sns:eu-central-1:123456789012:topic').send([message]),
  events: () => notificationSink('arn:aws:events:eu-central-1:123456789012:event-bus/bus').send([message]),
  sqs: () => notificationSink('sqs:https://sqs.eu-central-1.amazonaws.com/123456789012/queue').send([message]),
}
for (const [name, attempt] of Object.entries(tries)) {
  const found = await attempt().then(each => Array.isArray(each) ? each[0] : each, error => error)
  const messages = []
  for (let each = found; each instanceof Error; each = each.cause) messages.push(each.message, ...(each.errors ?? []).map(String))
  console.log(name, /ECONNREFUSED|All the root nodes are unavailable/.test(messages.join()) ? 'is refused' : messages.join(' <- ') || String(found))
}
process.exit()
`

const settings: Readonly<Record<string, BuildOptions>> = {
  'split, as an ES module': { format: 'esm', splitting: true },
  'split, modules first': { format: 'esm', splitting: true, mainFields: ['module', 'main'] },
  'one ES module': { format: 'esm' },
}

it.each(Object.entries(settings))('finds every client in what esbuild makes %s', async (_, options) => {
  const folder = path('bundle')
  await build({
    stdin: { contents: asking, resolveDir: process.cwd(), loader: 'ts', sourcefile: 'asking.ts' },
    bundle: true,
    platform: 'node',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import{createRequire as tr}from'node:module';const require=tr(import.meta.url);const __dirname=import.meta.dirname;",
    },
    logLevel: 'silent',
    ...options,
  })
  writeFileSync(join(folder, 'package.json'), '{}')

  const { stdout } = await run(process.execPath, [join(folder, 'stdin.mjs')], {
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'a',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
    },
  })

  expect(stdout.trim().split('\n')).toEqual(
    ['redis', 'cluster', 'opensearch', 's3', 'sns', 'events', 'sqs'].map(name => `${name} is refused`),
  )
})
