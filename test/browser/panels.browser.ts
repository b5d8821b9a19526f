import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import { brokenHandler, writeDesk } from './desk-project.ts'
import { startInspectedRun } from './inspected-run.ts'
import type { InspectedRun } from './inspected-run.ts'
import { openPage, putItems, takeImage, violationsIn } from './open-page.ts'

const path = temporaryPaths()
let browser: Browser
let empty: InspectedRun
let full: InspectedRun

/** Markup, control characters, marks that turn the direction, and 390 KB of one name. */
const hostile = {
  id: { S: '<img src=x onerror=alert(1)>\u001b[2J\u202Egnp.exe' },
  '<script>alert(2)</script>': { S: '</textarea><script>alert(3)</script>' },
  [`n${'x'.repeat(60_000)}`]: { S: 'long name' },
  text: { S: 'y'.repeat(300_000) },
  exact: { N: '12345678901234567890.123456789012345678' },
}

const addressesOf = (run: InspectedRun): readonly string[] =>
  [...run.said().matchAll(/^page +(http:\S+)/gm)].map(([, address = '']) => address)

/** Fills the fixtures by the key that does it. */
const exportFirst = async (page: Page): Promise<{ readonly file: string }> => {
  await page.getByRole('button', { name: 'poison', exact: true }).click()
  await page.getByRole('button', { name: 'Export fixture (e)' }).click()
  const said = await page.getByRole('status').filter({ hasText: 'written to' }).textContent()
  return { file: said?.replace('written to ', '') ?? '' }
}

/** Each address works once, and a run says two. */
const firstAddress = (run: InspectedRun): string => addressesOf(run)[0] ?? ''

beforeAll(async () => {
  const [emptyFolder, fullFolder] = [path('empty'), path('full')]
  writeDesk(emptyFolder)
  writeDesk(fullFolder, brokenHandler)
  browser = await openChromium()
  empty = await startInspectedRun(emptyFolder)
  full = await startInspectedRun(fullFolder)
  await putItems(full.endpoint, 'desk', [
    ...Array.from({ length: 40 }, (_, index) => ({ id: { S: `item-${index}` }, n: { N: String(index) } })),
    { id: { S: 'item-1' }, n: { N: '0.1' } },
    { id: { S: 'poison' } },
    hostile,
  ])
  const { page } = await openPage(browser, firstAddress(full))
  await page.getByRole('link', { name: /Failures \(1\)/ }).waitFor({ timeout: 90_000 })
  const { file } = await exportFirst(page)
  expect(file).toMatch(/^fixtures\/.+\.ndjson$/)
  await page.context().close()
})
afterAll(async () => {
  await browser.close()
  await empty.stop()
  await full.stop()
})

const panels = [
  ...['Live', 'Batches', 'Shards', 'Failures', 'Handlers'],
  ...['Verify', 'Fixtures', 'Checks', 'Table'],
] as const

/** A further address: each works once. */
const contexts = new Map<InspectedRun, Page>()
const pageOf = async (run: InspectedRun, colorScheme: 'dark' | 'light'): Promise<Page> => {
  const known = contexts.get(run)
  const page = known ?? (await openPage(browser, addressesOf(run).at(-1) ?? '')).page
  contexts.set(run, page)
  await page.emulateMedia({ colorScheme })
  return page
}

/** Opens the first thing of a panel, where it has any. */
const openFirst = async (page: Page): Promise<void> => {
  const rows = page.locator('td button.row')
  await page.locator('td button.row, .empty, main section, main details').first().waitFor()
  if ((await rows.count()) > 0) await rows.first().click()
}

describe.each(['light', 'dark'] as const)('in %s', theme => {
  it.each(panels)('%s has nothing that axe finds, empty and full', async name => {
    for (const run of [empty, full]) {
      const page = await pageOf(run, theme)
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
      await page.getByRole('heading', { name, level: 2 }).waitFor()
      expect(await violationsIn(page)).toEqual([])
      await openFirst(page)
      expect(await violationsIn(page)).toEqual([])
      if (run === full && name !== 'Verify') await takeImage(page, `${name.toLowerCase()}-${theme}`)
      await page.keyboard.press('Escape')
    }
  })
})

it.each([
  ['Live', 'Press w to write an item'],
  ['Batches', 'Press w to write an item'],
  ['Failures', 'a redrive (r) brings it back'],
  ['Fixtures', 'press e: it is written to fixtures/'],
  ['Verify', 'only a function that exports a pipeline'],
  ['Table', 'import a file'],
])('%s says when it is empty what to do', async (name, words) => {
  const page = await pageOf(empty, 'light')
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
  await page.locator('.empty').filter({ hasText: words }).waitFor()
})

it('says how long its first paint took, with a run of forty changes behind it', async () => {
  const page = await pageOf(full, 'light')
  const paintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  )
  process.stdout.write(
    `first paint of the page: ${paintMs === undefined ? 'none' : Math.round(paintMs)} ms\n`,
  )
  expect(paintMs).toBeGreaterThan(0)
})

it('shows hostile names and values as text, and keeps the last digit', async () => {
  const page = await pageOf(full, 'light')
  const dialogs: string[] = []
  page.on('dialog', dialog => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Live' }).click()
  await page.getByRole('searchbox').fill('onerror')
  const key = page.locator('td button.row').first()
  // Its column has room in a narrow window too, and beside an open record.
  await page.setViewportSize({ width: 1_000, height: 700 })
  await key.click()
  await page.getByRole('region', { name: 'Record' }).waitFor()
  expect((await page.locator('td.key').first().boundingBox())?.width).toBeGreaterThan(90)
  await page.setViewportSize({ width: 1_200, height: 700 })
  expect(await key.textContent()).toBe('<img src=x onerror=alert(1)>\\u001b[2J\\u202egnp.exe')
  await key.click()
  await page.getByText('12345678901234567890.123456789012345678').first().waitFor()
  await page.getByText('<script>alert(2)</script>').first().waitFor()
  expect(await page.locator('main script, main img').count()).toBe(0)
  await page.getByRole('link', { name: 'Table' }).click()
  await page.locator('td button.row').filter({ hasText: 'onerror' }).click()
  await page.getByLabel(/^Item, as/).waitFor()
  expect(dialogs).toEqual([])
})

it('says in numbers how it goes, and leads to what they are of', async () => {
  const page = await pageOf(full, 'light')
  const numbers = page.getByRole('region', { name: 'Numbers' })
  expect(await numbers.getByRole('link').allTextContents()).toEqual([
    expect.stringMatching(/^records\/s \d+\.\d$/),
    expect.stringMatching(/^failed invocations (–|\d+\.\d %)$/),
    expect.stringMatching(/^oldest iterator age \d+ s$/),
    'waiting failures 1',
  ])
  await numbers.getByRole('link', { name: 'waiting failures' }).click()
  await page.getByRole('heading', { name: 'Failures', level: 2 }).waitFor()
})

it('shows what the checks of the deploy file find, with what to write instead', async () => {
  const page = await pageOf(full, 'light')
  await page.getByRole('link', { name: 'Checks' }).click()
  // What the terminal of the run says of the same file.
  expect(full.said()).toContain('neither maximumRetryAttempts nor maximumRecordAgeInSeconds is set')
  await page.getByText('neither maximumRetryAttempts nor maximumRecordAgeInSeconds is set').waitFor()
  await page.getByText('maximumRecordAgeInSeconds: 86400').waitFor()
})

it('plans a redrive of one group alone', async () => {
  const page = await pageOf(full, 'light')
  await page
    .getByRole('link', { name: /^Failures/ })
    .first()
    .click()
  await page.locator('details summary').first().click()
  await page.getByRole('button', { name: 'Plan a redrive of these' }).click()
  await page.getByRole('heading', { name: 'Plan: 1 to deliver' }).waitFor()
  await page.keyboard.press('Escape')
})

it('can be used by the keyboard alone, and keeps what it shows in the address', async () => {
  const page = await pageOf(full, 'light')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.keyboard.press('/')
  await page.keyboard.type('item-1 ')
  // A letter that is typed is no shortcut.
  await page.keyboard.type('event:modify')
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.getByRole('region', { name: 'Record' }).waitFor()
  expect(new URL(page.url()).searchParams.get('search')).toBe('item-1 event:modify')
  expect(await page.locator('td button.row').count()).toBe(1)
  const record = new URL(page.url()).searchParams.get('record')
  await page.reload()
  await page.getByText('was').first().waitFor()
  expect(new URL(page.url()).searchParams.get('record')).toBe(record)
  // 1 was, 0.1 is: both as they were written.
  await page.locator('del').filter({ hasText: '{"N":"1"}' }).waitFor()
  await page.locator('ins').filter({ hasText: '{"N":"0.1"}' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('this sheet').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Go on (p)' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Pause (p)' }).waitFor()
})

it('draws only the rows in view, and says how many there are', async () => {
  const page = await pageOf(full, 'light')
  await page.goto(new URL('/', page.url()).href)
  await page.getByRole('table', { name: 'Changes' }).waitFor()
  expect(await page.getByRole('table', { name: 'Changes' }).getAttribute('aria-rowcount')).toBe('44')
  expect(await page.locator('tbody tr:not(.spacer)').count()).toBeLessThan(44)
  await page.locator('.scroll').press('End')
  await page.getByRole('button', { name: 'item-0', exact: true }).waitFor()
})
