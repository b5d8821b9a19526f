import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sqliteSearchStore } from '../../adapters/sqlite/sqlite-search-store.ts'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import { startInspectedRun } from './inspected-run.ts'
import type { InspectedRun } from './inspected-run.ts'
import { openPage, putItems, takeImage, violationsIn } from './open-page.ts'

const path = temporaryPaths()
const folder = path('desk')
const root = new URL('../../', import.meta.url).href
let browser: Browser
let run: InspectedRun

const deployFile = `
service: desk
provider: { name: aws, runtime: nodejs24.x }
functions:
  watch:
    handler: watch.handler
    events:
      - stream: { type: dynamodb, arn: !GetAtt T.StreamArn, functionResponseType: ReportBatchItemFailures }
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: desk
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

/** Indexes what has a text, and cannot take two items for two reasons. */
const code = `import { everything, registry, streamHandler } from '${root}core/index.ts'
import { searchIndex } from '${root}processors/index.ts'
import { searchStore } from '${root}adapters/open/search-store.ts'
import { handlerOptions } from '${root}adapters/open/handler-options.ts'
export const pipeline = env => registry([
  searchIndex({ name: 'things', filter: everything(), store: searchStore(env.SEARCH_URL), index: 'things',
    document: change => ({ text: change.after.text }) }),
])
export const handler = streamHandler(pipeline(process.env), handlerOptions(process.env))
`

beforeAll(async () => {
  writeProject(folder, { 'serverless.yml': deployFile, 'watch.mjs': code })
  ;[browser, run] = await Promise.all([openChromium(), startInspectedRun(folder)])
})
afterAll(async () => {
  await browser.close()
  await run.stop()
})

it('finds what somebody took out of a sink, says what it would do, and puts it back', async () => {
  const { page, problems } = await openPage(browser, run.address)
  const items = ['p1', 'p2', 'p3'].map(id => ({ id: { S: id }, text: { S: `of ${id}` } }))
  await putItems(run.endpoint, 'desk', items)
  await page.getByText('applied').nth(2).waitFor()
  const url = readSessionNote(folder)?.sinks['SEARCH_URL'] ?? ''
  const store = sqliteSearchStore(url.slice('sqlite:'.length))
  const here = async (): Promise<boolean> =>
    (await store.look({ index: 'things', ids: ['p1'] }))[0]?.found === true
  const [lost] = await store.look({ index: 'things', ids: ['p1'] })
  const token = lost?.found === true ? lost.token : ''
  const guard = { by: 'seen', token } as const
  expect(await store.write([{ op: 'delete', index: 'things', id: 'p1', guard }])).toEqual(['applied'])

  await page.keyboard.press('g')
  await page.keyboard.press('v')
  await page.getByText('Nothing was compared yet').waitFor()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('1 difference between 3 items').first().waitFor({ timeout: 60_000 })
  const row = page.getByRole('table', { name: 'Differences by processor' }).getByRole('row').nth(1)
  expect(await row.getByRole('cell').allTextContents()).toEqual(['1', '0', '0', '0', '0'])
  expect(await page.locator('pre[aria-label=Differences]').textContent()).toBe(
    'missing: watch/things p1 of p1',
  )
  expect(await violationsIn(page)).toEqual([])

  await page.getByRole('button', { name: 'Plan a repair' }).click()
  await page.getByRole('heading', { name: 'Plan: 1 to mend' }).waitFor({ timeout: 60_000 })
  expect(await violationsIn(page)).toEqual([])
  await takeImage(page, 'verify-light')
  expect(await here()).toBe(false)
  await page.getByRole('button', { name: 'Repair 1' }).click()
  await page.getByText('1 mended, 0 could not be mended').first().waitFor({ timeout: 60_000 })
  expect(await here()).toBe(true)

  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('No differences between 3 items').first().waitFor({ timeout: 60_000 })
  store.close()
  expect(problems).toEqual([])
})
