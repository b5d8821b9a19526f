import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { replayFixture } from '../../testing/index.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import { brokenHandler, soundHandler, writeDesk } from './desk-project.ts'
import { startInspectedRun } from './inspected-run.ts'
import type { InspectedRun } from './inspected-run.ts'
import { openPage, putItems } from './open-page.ts'

const path = temporaryPaths()
const folder = path('desk')
let browser: Browser
let run: InspectedRun

beforeAll(async () => {
  writeDesk(folder)
  // What the page replays is read as the run was: from a file that only an option names.
  renameSync(join(folder, 'serverless.yml'), join(folder, 'serverless.desk.yml'))
  ;[browser, run] = await Promise.all([
    openChromium(),
    startInspectedRun(folder, ['--file', 'serverless.desk.yml']),
  ])
})
afterAll(async () => {
  await browser.close()
  await run.stop()
})

it('the first five minutes on a plain handler: write, break, watch it narrow, fix, retry, export, replay', async () => {
  const { page, problems } = await openPage(browser, run.address)
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  await page.getByText('Nothing was written yet').waitFor()

  // Write, with the keyboard alone.
  await page.keyboard.press('w')
  await page.getByLabel('New item').fill('{"id": {"S": "order-1"}, "total": {"N": "12.50"}}')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'the item is written' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  const first = page.getByRole('row').filter({ hasText: 'order-1' })
  await first.getByText('applied').waitFor()

  // Break the handler.
  writeFileSync(join(folder, 'watch.js'), brokenHandler)
  await expect.poll(() => run.said(), { timeout: 30_000 }).toContain('watch is loaded anew')
  await putItems(
    run.endpoint,
    'desk',
    ['a', 'b', 'c', 'poison', 'd'].map(id => ({ id: { S: id } })),
  )

  // The tree narrows to the one, and the others pass.
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.getByRole('row').filter({ hasText: 'failure' }).first().getByRole('button').click()
  const tree = page.getByRole('list', { name: 'Bisect tree' })
  await tree.getByText('no desk for poison').first().waitFor()
  const leaf = tree
    .getByRole('listitem')
    .filter({ hasText: ': 1 record' })
    .filter({ hasText: 'poison' })
    .last()
  await expect.poll(async () => leaf.textContent(), { timeout: 60_000 }).toContain('11 tries')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  for (const id of ['a', 'b', 'c', 'd'])
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: id, exact: true }) })
      .getByText('applied')
      .waitFor()
  const poison = page.getByRole('row').filter({ hasText: 'poison' })
  await poison.getByText('given-up').waitFor()

  // Export it, and copy it as a test.
  await poison.getByRole('button').click()
  await page.getByRole('button', { name: 'Close (Esc)' }).waitFor()
  await page.keyboard.press('e')
  await page.getByRole('status').filter({ hasText: 'written to fixtures/poison.ndjson' }).waitFor()
  await page.keyboard.press('t')
  await page.getByRole('status').filter({ hasText: 'the test is on the clipboard' }).waitFor()
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(copied).toContain('replayFixture(handler, [record])')
  expect(copied).toContain('"S": "poison"')

  // Fix, and retry by a plan.
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await page.getByText('RetryAttemptsExhausted').first().waitFor()
  writeFileSync(join(folder, 'watch.js'), soundHandler)
  await expect.poll(() => run.said().split('watch is loaded anew').length, { timeout: 30_000 }).toBe(3)
  await page.keyboard.press('r')
  await page.getByRole('heading', { name: 'Plan: 1 to deliver' }).waitFor()
  expect(readdirSync(join(folder, 'fixtures'))).toEqual(['poison.ndjson'])
  await expect
    .poll(
      async () => {
        const again = page.getByRole('button', { name: 'Redrive 1' })
        if (await again.isVisible()) await again.click()
        else await page.keyboard.press('r')
        return page.getByText('1 redriven, 0 failed').first().isVisible()
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(true)
  await page.getByText('Nothing waits').waitFor()

  // Replay it, with the handler as it is now: in the page, and in a test.
  await page.keyboard.press('g')
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Replay poison.ndjson' }).click()
  await page.getByRole('status').filter({ hasText: 'poison.ndjson: 0 of 1 failed' }).waitFor()
  await page.getByRole('heading', { name: /1 received, 1 applied/ }).waitFor()
  await page.getByRole('button', { name: 'Copy as test poison.ndjson' }).click()
  await page.getByRole('status').filter({ hasText: 'the test is on the clipboard' }).waitFor()
  const fixture = join(folder, 'fixtures/poison.ndjson')
  const fails = (event: { Records: readonly { dynamodb: { NewImage?: { id: { S: string } } } }[] }): void => {
    if (event.Records.some(({ dynamodb }) => dynamodb.NewImage?.id.S === 'poison')) throw new Error('no')
  }
  expect((await replayFixture(fails, fixture)).records).toMatchObject([{ outcome: 'failed' }])
  expect((await replayFixture(() => undefined, fixture)).records).toMatchObject([{ outcome: 'succeeded' }])
  expect(problems).toEqual([])
})
