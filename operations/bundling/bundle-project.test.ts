import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runBundle } from '../../test/support/runtime-client/run-bundle.ts'
import { whyNot } from '../../test/support/runtime-client/runtime-client.ts'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { bundleProject } from './bundle-project.ts'

const path = temporaryPaths()

/** A package that is there, and tells when it is loaded. */
const client = (name: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
  }),
  [`node_modules/${name}/index.js`]: `export const marker = 'the code of ${name}'\nexport const createClient = () => ({})\n`,
})

/** As the published package: adapters that load clients when they are asked. */
const library = {
  'node_modules/tailrace/package.json':
    '{ "name": "tailrace", "type": "module", "exports": { "./adapters": "./dist/adapters/index.js" } }',
  'node_modules/tailrace/dist/adapters/index.js': `export const open = async url => {
  if (url.startsWith('redis')) return (await import('@redis/client')).marker
  if (url.includes(':sns:')) return (await import('@aws-sdk/client-sns')).marker
  if (url.startsWith('s3')) return (await import('@aws-sdk/client-s3')).marker
  return 'nothing'
}`,
}

const deployFile = (environment: string, more = ''): string => `service: notes
provider: { name: aws, runtime: nodejs24.x }
functions:
  notes:
    handler: src/notes.handler
    environment: ${environment}
    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }]
${more}resources:
  Parameters: { CacheUrl: { Type: String } }
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

const handler = `import { open } from 'tailrace/adapters'
export const handler = async () => open(process.env.URL ?? '')
`

const project = (files: Readonly<Record<string, string>>): string => {
  const folder = path('project')
  writeProject(folder, { 'package.json': '{ "type": "module" }', ...library, ...files })
  symlinkSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'))
  return folder
}

const bundle = async (folder: string) =>
  bundleProject({ folder, env: {}, out: 'out', as: 'folder' }).then(({ functions }) => functions)

const all = {
  ...client('@redis/client'),
  ...client('@aws-sdk/client-s3'),
  ...client('@aws-sdk/client-sns'),
}
const textOf = (folder: string, file: string): string => readFileSync(join(folder, 'out', file), 'utf8')

describe('optional clients', () => {
  it.each([
    ['{ URL: "memory:" }', ['@aws-sdk/client-s3', '@aws-sdk/client-sns', '@redis/client']],
    ['{ URL: "rediss://cache:6379" }', ['@aws-sdk/client-s3', '@aws-sdk/client-sns']],
    ['{ URL: "arn:aws:sns:eu-central-1:1:news", B: !Sub "s3://${T}/" }', ['@redis/client']],
    // What only the cloud knows may be anything.
    ['{ URL: !Ref CacheUrl }', []],
    ['{ URL: !If [WithCache, "redis://cache", "memory:"] }', []],
    // The name of a table is no URL, whatever it is.
    [
      '{ URL: "memory:", TABLE_NAME: !Ref T }',
      ['@aws-sdk/client-s3', '@aws-sdk/client-sns', '@redis/client'],
    ],
  ])('are in the bundle where the environment %s asks for them', async (environment, leftOut) => {
    const folder = project({ ...all, 'serverless.yml': deployFile(environment), 'src/notes.js': handler })

    const [made] = await bundle(folder)

    expect(made?.leftOut).toEqual(leftOut)
  })

  it('are in the bundle where the user’s own modules import them, whatever the environment says', async () => {
    const own = `import { marker } from '@redis/client'\n${handler}export const own = marker\n`
    const folder = project({
      ...all,
      'serverless.yml': deployFile('{ URL: "memory:" }'),
      'src/notes.js': own,
    })

    await bundle(folder)

    expect(textOf(folder, 'notes/src/notes.mjs')).toContain('the code of @redis/client')
    expect(textOf(folder, 'notes/src/notes.mjs')).not.toContain('the code of @aws-sdk/client-s3')
  })

  it('that are asked for and not installed are named with the variable; those of the AWS SDK are in the runtime', async () => {
    const files = (url: string) => ({
      'serverless.yml': deployFile(`{ URL: "${url}" }`),
      'src/notes.js': handler,
    })

    await expect(bundle(project(files('valkeys://one')))).rejects.toMatchObject({
      code: 'bundle.client-missing',
      detail: { functionName: 'notes', client: '@redis/client', variable: 'URL' },
    })
    const [made] = await bundle(project(files('s3://bucket')))
    expect(made?.leftOut).toContain('@aws-sdk/client-s3')
  })
})

/** As pino is: two packages of which one starts a file of its own in a thread, when it is asked for a transport. */
const logger = {
  'node_modules/logger/package.json': '{ "name": "logger", "version": "1.0.0", "main": "logger.js" }',
  'node_modules/logger/logger.js': `const transport = require('./lib/transport')
module.exports = ({ target } = {}) => ({ info: text => (target ? transport(target) : text.toUpperCase()) })`,
  'node_modules/logger/lib/transport.js': `const { join } = require('node:path')
module.exports = function transport(target) {
  return require('a-thread')(target ? join(__dirname, 'worker.js') : join(__dirname, '..', 'file.js'))
}`,
  'node_modules/logger/lib/worker.js': '',
  'node_modules/logger/file.js': '',
  'node_modules/a-thread/package.json': '{ "name": "a-thread", "version": "1.0.0" }',
  'node_modules/a-thread/index.js': `const { join } = require('node:path')
module.exports = function start(file) {
  return new (require('node:worker_threads').Worker)(file ?? join(__dirname, 'lib', 'worker.js'))
}`,
  'node_modules/a-thread/lib/worker.js': '',
}

describe('what packages start by its path', () => {
  const handlerOf = 'export const handler = async () => log.info(texts.trim())\n'
  const files = {
    ...logger,
    'serverless.yml': deployFile('{}'),
    'src/notes.js': `import logger from 'logger'
import { readFileSync } from 'node:fs'
import path from 'node:path'
const log = logger()
const texts = readFileSync(path.join(process.cwd(), 'texts/one.txt'), 'utf8')
${handlerOf}`,
    'texts/one.txt': 'one\n',
  }

  it('is told and not refused, and the bundle does without', async () => {
    const folder = project(files)

    const [made] = await bundle(folder)

    expect(made?.notes).toEqual([
      expect.stringContaining('node_modules/a-thread/index.js starts lib/worker.js'),
      expect.stringContaining('node_modules/logger/lib/transport.js starts worker.js'),
      expect.stringContaining('node_modules/logger/lib/transport.js starts ../file.js'),
    ])
    const started = `import('./src/notes.mjs').then(({ handler }) => handler()).then(console.log)`
    const cwd = join(folder, 'out/notes')
    expect(execFileSync(process.execPath, ['-e', started], { cwd, encoding: 'utf8' })).toBe('ONE\n')
  })

  it("is refused of the project's own", async () => {
    const own = `import path from 'node:path'\nexport const handler = () => new Worker(path.join(import.meta.dirname, 'w.js'))`
    const folder = project({ ...files, 'src/notes.js': own, 'src/w.js': '' })

    await expect(bundle(folder)).rejects.toMatchObject({ code: 'bundle.incomplete' })
  })

  it('is refused where it is the handler that is deployed', async () => {
    const folder = project({
      ...files,
      'serverless.yml': deployFile('{ DD_LAMBDA_HANDLER: src/notes.handler }').replace(
        'handler: src/notes.handler',
        'handler: node_modules/datadog-lambda-js/dist/handler.handler',
      ),
    })

    await expect(bundle(folder)).rejects.toThrow('datadog-lambda-js/dist/handler.handler')
  })
})

it('native code of a package is refused with the way out', async () => {
  const folder = project({
    'node_modules/fast/package.json': '{ "name": "fast", "version": "1.0.0", "main": "index.js" }',
    'node_modules/fast/index.js': "module.exports = require('./build/fast.node')",
    'node_modules/fast/build/fast.node': 'x',
    'serverless.yml': deployFile('{}'),
    'src/notes.js': "import fast from 'fast'\nexport const handler = async () => fast\n",
  })

  await expect(bundle(folder)).rejects.toThrow(/fast\.node is native code, .* keep its package external/)
})

describe('a bundle', () => {
  it.each(['cache', '@scope/cache', 'cache.js'])(
    'has what a CommonJS package %s exports under its names, where it is loaded on demand',
    async name => {
      const folder = project({
        [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'main.js' }),
        [`node_modules/${name}/main.js`]:
          "exports.createClient = () => 'made'\nObject.defineProperty(exports, 'costly', { get: () => { throw new Error('read') } })",
        'serverless.yml': deployFile('{}'),
        'src/notes.js': `export const handler = async () => {
          const { createClient, default: all } = await import('${name}')
          return [createClient(), all.createClient === createClient]
        }`,
      })

      await bundle(folder)

      const loaded = (await import(join(folder, 'out/notes/src/notes.mjs'))) as {
        readonly handler: () => Promise<unknown>
      }
      expect(await loaded.handler()).toEqual(['made', true])
    },
  )

  it('reads no export of Node’s modules that it does not name', async () => {
    const folder = project({
      'serverless.yml': deployFile('{}'),
      'src/notes.js': `import { request } from 'node:http'
import * as util from 'util'
import fs, { readFileSync } from 'node:fs'
import { env } from 'node:process'
const undici = process.moduleLoadList.filter(name => name.includes('undici')).length
console.log(JSON.stringify([typeof request, util.format('%s', 1), fs.readFileSync === readFileSync, env === process.env, undici]))
export const handler = request`,
    })

    await bundle(folder)

    const said = execFileSync(process.execPath, [join(folder, 'out/notes/src/notes.mjs')], {
      encoding: 'utf8',
    })
    expect(JSON.parse(said)).toEqual(['function', '1', true, true, 0])
  })

  it('of CommonJS without a type is told by its own syntax, not by that of what it loads on demand', async () => {
    const folder = project({
      'package.json': '{}',
      'serverless.yml': deployFile('{}'),
      'src/notes.js': "exports.handler = async () => (await import('./a-later.mjs')).one",
      'src/a-later.mjs': 'export const one = 1',
    })

    await bundle(folder)

    const loaded = (await import(join(folder, 'out/notes/src/notes.cjs'))) as {
      readonly handler: () => Promise<unknown>
    }
    expect(await loaded.handler()).toBe(1)
  })

  it('of CommonJS stays CommonJS, and modules of the other format find their place in it', async () => {
    const folder = project({
      ...client('@redis/client'),
      'package.json': '{}',
      'node_modules/esm/package.json': '{ "name": "esm", "type": "module", "exports": "./index.js" }',
      'node_modules/esm/index.js':
        "import { basename } from 'node:path'\nexport const place = basename(import.meta.filename) + (import.meta.url.startsWith('file:') ? '!' : '?')",
      'serverless.yml': deployFile('{ URL: "memory:" }'),
      'src/notes.js':
        "const { place } = require('esm')\nexports.handler = async () => ({ place, file: require('path').basename(__filename) })",
    })

    const [made] = await bundle(folder)
    const loaded = (await import(join(folder, 'out/notes/src/notes.cjs'))) as {
      readonly handler: () => Promise<unknown>
    }

    expect(made?.handler).toBe('src/notes.handler')
    expect(await loaded.handler()).toEqual({ place: 'notes.cjs!', file: 'notes.cjs' })
  })

  it('that would lack something is refused, and what was there before stays', async () => {
    const files = { 'serverless.yml': deployFile('{ URL: "memory:" }'), 'src/notes.js': handler }
    const folder = project(files)
    await bundle(folder)
    const before = textOf(folder, 'notes/src/notes.mjs')

    writeFileSync(join(folder, 'src/notes.js'), "import 'not-installed'\nexport const handler = 1\n")
    await expect(bundle(folder)).rejects.toMatchObject({
      code: 'build.source-invalid',
      message: expect.stringContaining('Could not resolve "not-installed"') as string,
    })
    writeFileSync(
      join(folder, 'src/notes.js'),
      "export const handler = new URL('./gone.json', import.meta.url)\n",
    )
    await expect(bundle(folder)).rejects.toMatchObject({ code: 'bundle.incomplete' })

    expect(textOf(folder, 'notes/src/notes.mjs')).toBe(before)
  })

  it('is named after its function; an unknown one is told, with those that there are', async () => {
    const python =
      '  report:\n    handler: report.handler\n    runtime: python3.13\n    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }]\n'
    const folder = project({ 'serverless.yml': deployFile('{}', python), 'src/notes.js': handler })
    const options = { folder, env: {}, out: 'out', as: 'zip' } as const

    expect(await bundleProject(options)).toMatchObject({
      functions: [{ path: 'out/notes.zip' }],
      others: ['report'],
    })
    await expect(bundleProject({ ...options, functionName: 'note' })).rejects.toMatchObject({
      code: 'bundle.function-unknown',
      detail: { known: ['notes', 'report'] },
    })
    await expect(bundleProject({ ...options, functionName: 'report' })).rejects.toMatchObject({
      code: 'bundle.nothing-to-bundle',
    })
  })
})

// In CI a runtime client that is missing is a failure.
describe.skipIf(whyNot !== undefined && process.env['CI'] === undefined)(
  'in AWS’s own runtime client',
  () => {
    it.each([
      ['memory:', 'nothing'],
      ['redis://cache', 'the code of @redis/client'],
    ])(
      'a zip for %s loads what it was made with',
      async (url, body) => {
        const folder = project({
          ...all,
          'serverless.yml': deployFile(`{ URL: "${url}" }`),
          'src/notes.js': handler,
        })
        await bundleProject({ folder, env: {}, out: 'out', as: 'zip' })

        const answer = await runBundle(readFileSync(join(folder, 'out/notes.zip')), {
          folder: path('task'),
          handler: 'src/notes.handler',
          env: { URL: url },
          event: { Records: [] },
        })

        expect(answer).toEqual({ type: 'response', body })
      },
      60_000,
    )
  },
)
