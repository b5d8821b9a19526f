import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Browser, Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A page, and what went wrong in it by its own word. */
export interface OpenedPage {
  readonly page: Page
  readonly problems: readonly string[]
}

/** Opens the page of a run in a browser that knows nothing of it. */
export const openPage = async (
  browser: Browser,
  address: string,
  colorScheme: 'dark' | 'light' = 'light',
  badge = 'local',
): Promise<OpenedPage> => {
  const context = await browser.newContext({
    ...{ colorScheme, viewport: { width: 1200, height: 700 }, reducedMotion: 'reduce', bypassCSP: false },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', message => {
    // A refusal by the server is something the page shows; the browser says it as well.
    if (message.type() === 'error' && !message.text().includes('status of 409')) problems.push(message.text())
  })
  page.on('dialog', dialog => {
    problems.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(address)
  await page.getByText(badge, { exact: true }).waitFor()
  return { page, problems }
}

interface Axe {
  readonly run: (options: unknown) => Promise<{
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}

/** What axe finds against WCAG 2.2 AA, each in a line. */
export const violationsIn = async (page: Page): Promise<readonly string[]> => {
  // The page's own policy lets no other script in, and so not by a tag; the debugger's way is open.
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: Axe }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    )
  })
}

/** Writes items as a program of the user's own does. */
export const putItems = async (
  endpoint: string,
  tableName: string,
  items: readonly Record<string, AttributeValue>[],
): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  for (const Item of items) await client.send(new PutItemCommand({ TableName: tableName, Item }))
  client.destroy()
}

/** Small enough that a picture weighs less than 150 KB. */
const imageSize = { width: 1_000, height: 520 }

/** Takes a picture for the guides, where pictures are asked for. */
export const takeImage = async (page: Page, name: string): Promise<void> => {
  if (process.env['TAILRACE_IMAGES'] !== '1') return
  mkdirSync('docs/images', { recursive: true })
  const before = page.viewportSize()
  await page.setViewportSize(imageSize)
  await page.screenshot({ path: `docs/images/inspector-${name}.png`, scale: 'css' })
  if (before !== null) await page.setViewportSize(before)
}
