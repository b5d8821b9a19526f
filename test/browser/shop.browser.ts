import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { spawnSync } from 'node:child_process'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import type { InspectedRun } from './inspected-run.ts'
import { startInspectedRun } from './inspected-run.ts'
import { openPage, putItems } from './open-page.ts'
import { copyShop, productItem, throwingFor, writeProjections } from './shop-project.ts'

const path = temporaryPaths()
const folder = path('shop')
const table = 'tailrace-dev'
let browser: Browser
let run: InspectedRun

beforeAll(async () => {
  copyShop(folder)
  ;[browser, run] = await Promise.all([openChromium(), startInspectedRun(folder)])
})
afterAll(async () => {
  await browser.close()
  await run.stop()
})

const reloads = (): number => run.said().split('projections is loaded anew').length - 1

/** Saves the function as it is now, and waits until the run has it. */
const save = async (change?: (code: string) => string): Promise<void> => {
  const before = reloads()
  writeProjections(folder, change)
  await expect.poll(reloads, { timeout: 60_000 }).toBe(before + 1)
}

const goTo = async (page: Page, letter: string): Promise<void> => {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
}

const change = (page: Page, productId: string) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: `PRODUCT#${productId}|`, exact: false }) })

it('the first five minutes on the shop: write, break, watch it narrow, export, replay, fix, retry, verify', async () => {
  const { page, problems } = await openPage(browser, run.address)

  // Write, with the keyboard alone; both functions are seen to be through with it.
  await page.keyboard.press('w')
  await page.getByLabel('New item').fill(JSON.stringify(productItem('chai')))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'the item is written' }).waitFor()
  await goTo(page, 'l')
  await change(page, 'chai').getByText('applied').nth(1).waitFor()

  // Break the handler: one product kills whatever invocation it is in.
  await save(throwingFor('poison'))
  const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  await putItems(run.endpoint, table, ['a', 'b', 'c', 'd', 'poison', 'e', 'f', 'g', 'h'].map(productItem))
  await goTo(page, 'b')
  await page
    .getByRole('row')
    .filter({ hasText: 'failure' })
    .filter({ hasText: 'projections' })
    .last()
    .getByRole('button')
    .click()
  const tree = page.getByRole('list', { name: 'Bisect tree' })
  const leaf = tree
    .getByRole('listitem')
    .filter({ hasText: ': 1 record' })
    .filter({ hasText: 'poison' })
    .last()
  await leaf.getByText('no shelf for poison').first().waitFor({ timeout: 60_000 })
  await expect.poll(async () => leaf.textContent(), { timeout: 60_000 }).toMatch(/([3-9]|\d\d) tries/)
  await goTo(page, 'l')
  for (const id of others) await change(page, id).getByText('applied').nth(1).waitFor()
  await change(page, 'poison').getByText('given-up').waitFor({ timeout: 60_000 })
  await change(page, 'poison').getByRole('button').first().click()
  await page.getByRole('button', { name: 'Close (Esc)' }).waitFor()

  // Export it and replay it on sinks of its own: it fails with the handler as it is, and passes with the one that is right.
  await page.keyboard.press('e')
  const said = page.getByRole('status').filter({ hasText: 'written to fixtures/' })
  await said.waitFor()
  const fixture = /fixtures\/\S+\.ndjson/.exec((await said.textContent()) ?? '')?.[0] ?? ''
  expect(readFileSync(join(folder, fixture), 'utf8')).toContain('"S":"poison"')
  const replayed = (): string => {
    const tailrace = (...args: readonly string[]) =>
      spawnSync(process.execPath, [resolve('bin/tailrace.mjs'), ...args], { cwd: folder, encoding: 'utf8' })
    return tailrace('replay', fixture, '--output', 'ndjson').stdout.trim().split('\n').at(-1) ?? ''
  }
  expect(JSON.parse(replayed())).toMatchObject({ event: 'Summary', failed: 1 })

  // Fix, and retry by a plan.
  await page.keyboard.press('Escape')
  await save()
  expect(JSON.parse(replayed())).toMatchObject({ event: 'Summary', parked: 0, failed: 0 })
  await goTo(page, 'f')
  await page.getByText('RetryAttemptsExhausted').first().waitFor()
  await page.keyboard.press('r')
  await page.getByRole('heading', { name: /Plan: [12] to deliver/ }).waitFor()
  await page.getByRole('button', { name: /^Redrive [12]$/ }).click()
  await page.getByText('1 redriven, 0 failed').first().waitFor({ timeout: 60_000 })
  await page.getByText('Nothing waits').waitFor()

  // And nothing is missing.
  await goTo(page, 'v')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page
    .getByText(/No differences between \d+ items/)
    .first()
    .waitFor({ timeout: 90_000 })
  expect(problems).toEqual([])
}, 420_000)
