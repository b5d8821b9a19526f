import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { describeOnTable } from '../support/describe-on-table.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { pageModule } from './page-module.ts'
import { runPage } from './run-page.ts'
import { onTable, surroundings } from './surroundings.ts'

const path = temporaryPaths()

await describeOnTable('dynoxide', running => {
  it.each(onTable)('does what %s shows', { timeout: 60_000 }, page => {
    const { status, output } = runPage(
      page,
      pageModule(readFileSync(page, 'utf8'), surroundings[page]),
      dirname(path()),
      {
        AWS_ENDPOINT_URL_DYNAMODB: running().engine.endpoint,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    )

    expect(status, output).toBe(0)
  })
})
