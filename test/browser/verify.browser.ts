import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sqliteSearchStore } from '../../adapters/sqlite/sqlite-search-store.ts'
import { readSessionNote } from '../../operations/dev/session-file.ts'
import { indexOfTexts, writeDeskPipeline } from '../support/desk-pipeline.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import { startInspectedRun } from './inspected-run.ts'
import type { InspectedRun } from './inspected-run.ts'
import { openPage, putItems, takeImage, violationsIn } from './open-page.ts'

const path = temporaryPaths()
const folder = path('desk')
let browser: Browser
let run: InspectedRun

beforeAll(async () => {
  writeDeskPipeline(folder, { processors: [indexOfTexts('things')] })
  ;[browser, run] = await Promise.all([openChromium(), startInspectedRun(folder)])
})
afterAll(async () => {
  await browser.close()
  await run.stop()
})

it('finds what somebody took out of a sink, says what it would do, and puts it back', async () => {
  const { page, problems } = await openPage(browser, run.address)
  const items = ['p1', 'p2', 'p3'].map(id => ({ id: { S: id }, text: { S: `of ${id}` } }))
  await putItems(run.endpoint, 'desk-tickets', items)
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
