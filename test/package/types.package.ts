import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { install } from './pack.ts'
import { run } from './run.ts'

const { tarball } = inject('packed')

const bin = (path: string): string => resolve('node_modules', path)

const names = [
  '',
  '/processors',
  '/adapters',
  '/store',
  '/model',
  '/config',
  '/operations',
  '/bundling',
  '/engine',
  '/testing',
  '/testing/contracts',
]

const esm = `${names.map((name, index) => `import * as m${index} from 'tailrace${name}'`).join('\n')}
import { anyOf, entity, registry, streamHandler, when } from 'tailrace'
import { auditSink, handlerOptions, searchStore } from 'tailrace/adapters'
import { auditLog, searchIndex } from 'tailrace/processors'
export const Product = entity('Product', { match: { type: 'PRODUCT' } })
export const pipeline = (env: Readonly<Record<string, string | undefined>>) =>
  registry([
    searchIndex({ filter: anyOf(when(Product)), store: searchStore(env['SEARCH_URL']), index: 'p', document: () => ({ a: 1 }) }),
    auditLog({ filter: when(Product), sink: auditSink(env['AUDIT_URL']) }),
  ])
export const handler = streamHandler(pipeline(process.env), handlerOptions(process.env))
export const all = [${names.map((_, index) => `m${index}`).join(', ')}]
`
const cjs = `${names.map((name, index) => `import m${index} = require('tailrace${name}')`).join('\n')}
export const all = [${names.map((_, index) => `m${index}`).join(', ')}]
`

/** Writes and reads an item through the store, at a server that answers as DynamoDB does. */
const using = `
import { createServer } from 'node:http'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { get, put, table } from 'tailrace/store'
const asked = []
const server = createServer((request, response) => {
  const operation = request.headers['x-amz-target']?.split('.')[1]
  asked.push(operation)
  const answer = operation === 'GetItem' ? { Item: { PK: { S: 'a' }, SK: { S: 'b' }, total: { N: '12345678901234567890' } } } : {}
  request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(answer)))
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const client = new DynamoDBClient({
  endpoint: 'http://127.0.0.1:' + server.address().port,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
})
const shop = table({ client, tableName: 'shop', keys: { partitionKey: 'PK', sortKey: 'SK' } })
await put(shop, { PK: 'a', SK: 'b' })
const item = await get(shop, { PK: 'a', SK: 'b' })
console.log(asked.join(), String(item.total))
server.close()
client.destroy()
`

const compile = async (
  folder: string,
  module: string,
  moduleResolution: string,
  files: readonly string[],
) => {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: 'es2022',
    types: ['node'],
    module,
    moduleResolution,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  return run('node', [bin('typescript/bin/tsc'), '-p', '.'], { cwd: folder })
}

describe('a project that checks declarations of libraries', () => {
  it.each([
    ['oldest', '3.699.0'],
    ['newest', '3'],
  ])('compiles in each way with the %s client that is taken, and runs with it', async (_, version) => {
    const folder = await install([tarball, `@aws-sdk/client-dynamodb@${version}`, '@types/node@22'], {
      'a.ts': esm,
      'b.cts': cjs,
      'use.mjs': using,
    })

    const nodenext = await compile(folder, 'nodenext', 'nodenext', ['a.ts', 'b.cts'])
    const bundler = await compile(folder, 'esnext', 'bundler', ['a.ts'])

    expect(nodenext).toMatchObject({ stdout: '', status: 0 })
    expect(bundler).toMatchObject({ stdout: '', status: 0 })
    expect(await run('node', ['use.mjs'], { cwd: folder })).toMatchObject({
      stdout: 'PutItem,GetItem 12345678901234567890\n',
      status: 0,
    })
  })
})

describe('the package', () => {
  it('is clean to publint', async () => {
    const { status, stdout } = await run('node', [bin('publint/src/cli.js'), tarball, '--strict'], {
      cwd: '.',
    })

    expect(stdout).toContain('All good!')
    expect(status).toBe(0)
  })

  it('is clean to Are The Types Wrong, as a package of ES modules', async () => {
    const { status, stdout } = await run(
      'node',
      [bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only', '-f', 'json'],
      { cwd: '.' },
    )
    const { problems = {} } = JSON.parse(stdout) as { readonly problems?: Readonly<Record<string, unknown>> }

    // What CommonJS gets is an ES module: Node's require takes it, and so does TypeScript since 5.8.
    expect(
      Object.keys(problems).filter(kind => !['NoResolution', 'CJSResolvesToESM'].includes(kind)),
    ).toEqual([])
    expect(status).toBe(0)
  })
})
