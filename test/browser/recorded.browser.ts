import { spawn } from 'node:child_process'
import { resolve as resolvePath } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { recordRun } from '../../operations/recording/record-run.ts'
import { recordOf, seqOf, streamArn } from '../support/records.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { openChromium } from './chromium.ts'
import { openPage, violationsIn } from './open-page.ts'

const path = temporaryPaths()
const place = { mapping: 'm', shardId: 'shard-1', atMs: 1_767_225_600_000 }
const hostile = '<img src=x onerror=alert(1)>\u001b[2J'

const started: DevEvent = {
  ...{ event: 'Started', endpoint: 'http://127.0.0.1:4748', tables: ['things'], runFolder: '/run' },
  ...{ functions: ['watch'], sinks: {}, envFile: '' },
  mappings: [{ mapping: 'm', functionName: 'watch', streamArn }],
}
const records = [1, 2].map(seq =>
  recordOf({ seq, key: seq === 1 ? 'sound' : hostile, after: { text: hostile } }),
)
const batch = { ...place, lane: 0, batchId: '1', requestId: 'r1' }
const events: readonly DevEvent[] = [
  started,
  { ...place, event: 'ShardOpened', parentShardId: undefined },
  ...records.map((record): DevEvent => ({ ...place, event: 'RecordSeen', record })),
  {
    ...{ ...batch, event: 'BatchFormed', size: 2, closedBy: 'window' },
    sequenceNumbers: [seqOf(1), seqOf(2)],
  },
  {
    ...{
      ...batch,
      event: 'InvokeStarted',
      part: '',
      size: 2,
      attempt: 1,
      isRedelivery: false,
      iteratorAgeMs: 5,
    },
    sequenceNumbers: [seqOf(1), seqOf(2)],
  },
  {
    ...{
      ...batch,
      event: 'InvokeEnded',
      part: '',
      size: 2,
      result: 'failure',
      message: hostile,
      iteratorAgeMs: 5,
    },
    answered: records.map(record => ({ record, became: 'retried' as const })),
  },
  { ...batch, event: 'Bisected', part: '', sizes: [1, 1] },
]

const write = async (file: string, told: readonly DevEvent[], isEnded = true): Promise<string> => {
  const recording = recordRun({
    ...{ file, project: 'desk', tool: 'tailrace 0.0.0', redact: ['nothing'], salt: 's', clock: systemClock },
    onProblem: error => {
      throw error
    },
  })
  for (const event of told) recording.tell(event)
  if (isEnded) await recording.close()
  else await systemClock.wait(500)
  return file
}

/** `tailrace open`, and the address that it says. */
const opened = async (file: string) => {
  const child = spawn(process.execPath, [resolvePath('bin/tailrace.mjs'), 'open', file, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /^page +(http:\S+)/m.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', code => {
      reject(new Error(`open ended with ${code}: ${said}`))
    })
  })
  return { address, stop: () => child.kill('SIGINT') }
}

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
})

describe('a recording in the page', () => {
  it('shows what happened, says that it is recorded, and what it has no source for', async () => {
    const { address, stop } = await opened(await write(path('run.ndjson.gz'), events))
    const { page, problems } = await openPage(browser, address, 'light', 'recorded, read-only')

    await page.getByText('desk, ').waitFor()
    await page.getByText('values of nothing stand for others').waitFor()
    await page.getByRole('row').filter({ hasText: 'sound' }).getByText('retrying').waitFor()
    await page.getByRole('row').filter({ hasText: 'onerror' }).getByRole('button').click()
    await page.getByText('What each filter says is not in a recording').waitFor()
    await page.getByLabel('The record as JSON').getByText('onerror=alert(1)').waitFor()
    expect(await violationsIn(page)).toEqual([])
    await page.keyboard.press('Escape')
    for (const key of ['w', 'p', 'r']) {
      await page.keyboard.press(key)
      await page.getByRole('status').filter({ hasText: 'nothing runs' }).waitFor()
    }
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await page.getByRole('row').filter({ hasText: 'watch' }).getByRole('button').click()
    // It was cut between the failure and the first half.
    await page.getByRole('row').filter({ hasText: 'watch' }).getByText('waiting').waitFor()
    await page.getByRole('list', { name: 'Bisect tree' }).getByText('left out: redacted').waitFor()
    for (const name of ['Failures', 'Handlers', 'Verify', 'Fixtures', 'Checks', 'Table']) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name }).waitFor()
      await page.getByText('Not in a recording').waitFor()
      expect(await violationsIn(page)).toEqual([])
    }
    // Nor by another way than the page's own.
    const status = await page.evaluate(async () => {
      const { writeToken } = (await (await fetch('/api/state')).json()) as { readonly writeToken: string }
      const headers = { 'content-type': 'application/json', 'x-tailrace-token': writeToken }
      const ask = async (path: string) => (await fetch(path, { method: 'POST', headers, body: '{}' })).status
      return [
        await ask('/api/actions/redrive'),
        await ask('/api/table/put'),
        await ask('/api/actions/fixture'),
      ]
    })
    expect(status).toEqual([409, 409, 409])
    expect(problems).toEqual([])
    stop()
  })

  it('of a run that was killed, or that is empty, says so', async () => {
    const cut = await opened(await write(path('cut.ndjson'), events, false))
    const { page } = await openPage(browser, cut.address, 'dark', 'recorded, read-only')
    await page.getByText(`it is cut off after ${events.length} events`).waitFor()
    expect(await violationsIn(page)).toEqual([])
    cut.stop()

    const empty = await opened(await write(path('empty.ndjson'), []))
    const second = await openPage(browser, empty.address, 'dark', 'recorded, read-only')
    await second.page.getByText('nothing happened in it').waitFor()
    await second.page.getByText('No change was recorded').waitFor()
    empty.stop()
  })
})
