import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteTable } from '../../adapters/dynamodb/table-admin.ts'
import { readEvents } from '../../operations/replay/read-events.ts'
import { promisedFacts } from '../oracle/facts.ts'
import { differencesIn } from '../oracle/compare.ts'
import type { StreamWrite } from '../oracle/write.ts'
import { tableAfter, writeOf } from '../oracle/write.ts'
import { goldenLines } from '../support/golden-files.ts'
import { deliverToShop } from '../support/shop-functions.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const folder = 'test/fixtures'
const minute = 60_000
const { fixtures } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as {
  readonly fixtures: readonly { readonly file: string }[]
}

const writesIn = (file: string): readonly StreamWrite[] =>
  readEvents(readFileSync(`${folder}/${file}`, 'utf8'), file)
    .flat()
    .map(writeOf)

const newPath = temporaryPaths()

describe('golden files', () => {
  let running: WithTable
  beforeAll(async () => {
    const isThere = (await reasonToSkip('dynoxide')) === undefined
    running = await withTable(isThere ? 'dynoxide' : 'dynamodb-local')
    await deleteTable(running.clients.table, running.table.tableName)
  }, minute)
  afterAll(async () => running.engine.stop())

  describe.each(fixtures)('$file', ({ file }) => {
    it.each([100, 1])(
      'leaves in the sinks what is written down beside it, in batches of %i',
      async batchSize => {
        const found = await deliverToShop({
          records: `${folder}/${file}`,
          writes: writesIn(file),
          batchSize,
          endpoint: running.engine.endpoint,
          folder: newPath('run'),
        })

        expect(differencesIn(goldenLines(folder, file), found, { ordered: true })).toEqual([])
      },
    )
  })

  // The oracle knows images: what a stream without them leaves open is written down by hand alone.
  it.each(fixtures.filter(({ file }) => !file.startsWith('keys-only')))(
    '$file is to the oracle what is written down beside it',
    ({ file }) => {
      const writes = writesIn(file)

      expect(differencesIn(goldenLines(folder, file), promisedFacts(writes, tableAfter(writes)))).toEqual([])
    },
  )
})
