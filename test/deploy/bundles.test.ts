import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundleFunction } from '../../scripts/bundling/bundle-function.ts'
import { packagedFunctions } from '../../scripts/bundling/packaged-functions.ts'
import { runBundle } from '../support/runtime-client/run-bundle.ts'
import { whyNot } from '../support/runtime-client/runtime-client.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

const write = (files: Readonly<Record<string, string>>): string => {
  const folder = path('bundled')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

const record = {
  eventID: 'e1',
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-central-1',
  eventSourceARN: 'arn:aws:dynamodb:eu-central-1:111122223333:table/shop/stream/2026-01-01T00:00:00.000',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { PK: { S: 'PRODUCT#1' }, SK: { S: 'PRODUCT#1' } },
    NewImage: {
      PK: { S: 'PRODUCT#1' },
      SK: { S: 'PRODUCT#1' },
      type: { S: 'PRODUCT' },
      productId: { S: '1' },
      title: { S: 'Chai' },
      category: { S: 'B' },
      price: { N: '18' },
      quantity: { N: '39' },
      createdAt: { S: '2026-01-01T00:00:00.000Z' },
      updatedAt: { S: '2026-01-01T00:00:00.000Z' },
    },
    SequenceNumber: '000000000000000000111',
    SizeBytes: 100,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
}

const sinks = (): Readonly<Record<string, string>> => ({
  STAGE: 'test',
  TABLE_NAME: 'shop',
  SEARCH_URL: 'memory:',
  CACHE_URL: 'memory:',
  AUDIT_URL: `file:${path('audit.ndjson')}`,
  NOTIFY_URL: `file:${path('notifications.ndjson')}`,
  PARK_URL: `file:${path('parked')}`,
  BLOB_URL: `file:${path('blobs')}`,
  FAILURES_URL: `file:${path('failures')}`,
  LEDGER_URL: `file:${path('ledger.ndjson')}`,
})

// In CI a runtime client that is missing is a failure.
const isSkipped = whyNot !== undefined && process.env['CI'] === undefined
const title = isSkipped ? ` (skipped: ${whyNot})` : ''

describe.skipIf(isSkipped)(`a zip in AWS's own runtime client${title}`, async () => {
  const functions = await packagedFunctions('.', {})

  it.each(functions)(
    'is loaded as $name and answers an event',
    async packaged => {
      const { zip, problems } = await bundleFunction('.', packaged)
      const { file, exportName, isOnStream } = packaged

      const answer = await runBundle(zip, {
        folder: path('task'),
        handler: `${file}.${exportName}`,
        env: sinks(),
        event: isOnStream ? { Records: [record] } : { from: `file:${path('nothing')}`, dryRun: true },
      })

      expect(problems).toEqual([])
      if (isOnStream) expect(answer).toEqual({ type: 'response', body: { batchItemFailures: [] } })
      else expect(answer.type).not.toBe('init-error')
    },
    120_000,
  )

  it('keeps names of classes, places of CommonJS modules and what lies beside modules', async () => {
    const folder = write({
      'node_modules/old/package.json': '{ "name": "old", "main": "lib/index.js" }',
      'node_modules/old/lib/index.js': `const { join, basename } = require('path')
        const { readFileSync } = require('fs')
        module.exports = { text: readFileSync(join(__dirname, 'words.txt'), 'utf8'), more: readFileSync(__dirname + '/more.txt', 'utf8'), file: basename(__filename) }`,
      'node_modules/old/lib/words.txt': 'from beside',
      'node_modules/old/lib/more.txt': 'and more',
      'src/data.json': '{"a":1}',
      'src/labels.mjs': `import { readFileSync } from 'node:fs'
        import old from 'old'
        class PriceTagError extends Error {}
        const data = readFileSync(new URL('./data.json', import.meta.url), 'utf8')
        export const handlers = { stream: async () => ({ name: PriceTagError.name, ...old, data }) }`,
    })
    const packaged = { name: 'labels', file: 'src/labels', exportName: 'handlers.stream' }
    const { zip, problems } = await bundleFunction(folder, {
      ...packaged,
      artifact: 'a.zip',
      isOnStream: true,
    })

    const answer = await runBundle(zip, {
      folder: path('task'),
      handler: 'src/labels.handlers.stream',
      env: {},
      event: { Records: [] },
    })

    expect(problems).toEqual([])
    expect(answer).toEqual({
      type: 'response',
      body: {
        name: 'PriceTagError',
        text: 'from beside',
        more: 'and more',
        file: 'labels.mjs',
        data: '{"a":1}',
      },
    })
  }, 60_000)
})

describe('a bundle', () => {
  it.each([
    ["new URL('./gone.json', import.meta.url)", 'gone.json beside itself, which is not there'],
    ["new URL('./other.mjs', import.meta.url)", 'other.mjs beside itself, which is not bundled'],
    ["join(import.meta.dirname, '../gone.txt')", '../gone.txt beside itself'],
    ["import.meta.dirname + '/x'", 'x beside itself'],
  ])('names what %s asks for and is not in it', async (expression, problem) => {
    const folder = write({
      'src/labels.mjs': `import { join } from 'node:path'\nexport const handler = () => [join, ${expression}]`,
      'src/other.mjs': 'export default 1',
    })
    const packaged = { name: 'labels', file: 'src/labels', exportName: 'handler' }

    const { problems } = await bundleFunction(folder, { ...packaged, artifact: 'a.zip', isOnStream: true })

    expect(problems).toEqual([expect.stringContaining(problem)])
  })

  it.each([
    ['{ handler: a.handler }', 'labels: it has no package.artifact'],
    ['{ handler: a.handler, package: {} }', 'labels: it has no package.artifact'],
    ['{ handler: a.handler, package: { individually: true } }', 'labels: it has no package.artifact'],
    ['{ handler: a.handler, name: x, package: }', 'labels: it has no package.artifact'],
    ['{ package: { artifact: a.zip } }', 'labels: it has no handler'],
    ['{ image: x }', 'labels: it has no handler'],
    ['{ handler: a, package: { artifact: a.zip } }', 'labels: handler is a, not PATH.EXPORT'],
    ["{ handler: a.handler, package: { artifact: '${env:NOWHERE}' } }", '${env:NOWHERE}'],
  ])('of a function %s is refused by name', async (described, message) => {
    const folder = write({ 'serverless.yml': `functions: { labels: ${described} }` })

    await expect(packagedFunctions(folder, {})).rejects.toThrow(message)
  })

  it('is not shared by two functions', async () => {
    const one = '{ handler: a.handler, package: { artifact: a.zip } }'
    const folder = write({ 'serverless.yml': `functions: { labels: ${one}, prices: ${one} }` })

    await expect(packagedFunctions(folder, {})).rejects.toThrow(
      'prices: its artifact a.zip is that of labels, too',
    )
  })
})
