import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { localParty } from '../../../adapters/file/local-party.ts'
import { systemClock } from '../../../core/clock.ts'
import { newCleanUp } from '../../../local-servers/clean-up.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import type { KeptRun } from './kept-run.ts'
import { openKeptRun } from './kept-run.ts'

const path = temporaryPaths()
const projectFolder = (): string => {
  const folder = path('project')
  mkdirSync(folder)
  return folder
}

const opened = async (
  folder: string,
  more: Partial<Parameters<typeof openKeptRun>[0]> = {},
  id = 'one',
): Promise<KeptRun & { readonly close: () => Promise<void> }> => {
  const cleanUp = newCleanUp()
  const options = {
    folder,
    env: {},
    clock: systemClock,
    newId: () => 'a-1',
    engine: undefined,
    endpoint: undefined,
    ...more,
  }
  try {
    return { ...(await openKeptRun(options, await localParty(id, {}), cleanUp)), close: cleanUp.now }
  } catch (error) {
    await cleanUp.now()
    throw error
  }
}

describe('what a run keeps', () => {
  it('is under the same key and region in every run, for its owner only', async () => {
    const folder = projectFolder()
    const first = await opened(folder)
    const credentials = await first.credentials('dynoxide')
    await first.close()
    const second = await opened(folder, { newId: () => 'b-2' })

    expect(second.engine).toBe('dynoxide')
    expect(await second.credentials('dynoxide')).toEqual(credentials)
    const file = join(folder, '.tailrace/persist/account.json')
    expect([statSync(file).mode & 0o777, statSync(second.folder).mode & 0o777]).toEqual([0o600, 0o700])
    await second.close()
  })

  it('is of one run at a time, and the refused one leaves it as it is', async () => {
    const folder = projectFolder()
    const first = await opened(folder)

    await expect(opened(folder, {}, 'two')).rejects.toMatchObject({
      code: 'machine.kept-in-use',
      message: `What is kept in ${first.folder} is in use: process ${process.pid} on ${(await localParty('', {})).holder.name.split(' on ')[1]} has it.`,
    })

    await first.close()
    await (await opened(folder, {}, 'two')).close()
  })

  it('is not given to another engine, which could not read it', async () => {
    const folder = projectFolder()
    const first = await opened(folder)
    await first.credentials('dynoxide')
    await first.close()

    await expect(opened(folder, { engine: 'dynamodb-local' })).rejects.toMatchObject({
      code: 'machine.kept-by-another',
    })
    await (await opened(folder, { engine: 'dynoxide' })).close()
  })

  it.each([
    [{ endpoint: 'http://127.0.0.1:8000' }],
    [{ env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:8000' } }],
    [{ env: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' } }],
  ])('is none of an endpoint that keeps its tables itself: %j', async more => {
    await expect(opened(projectFolder(), more)).rejects.toMatchObject({
      code: 'machine.endpoint-keeps',
      detail: { endpoint: 'http://127.0.0.1:8000' },
    })
  })

  it.each([
    ['', 'Unexpected end'],
    ['[]', 'it is no object'],
    ['{"version":2}', 'it is of version 2, known is 1'],
    ['{"version":1,"engine":"endpoint"}', 'it names no engine'],
    ['{"version":1,"engine":"dynoxide","credentials":{"region":"r"}}', 'it has no credentials'],
  ])('is refused and left as it is where its account is damaged: %s', async (text, reason) => {
    const folder = projectFolder()
    await (await opened(folder)).close()
    const file = join(folder, '.tailrace/persist/account.json')
    writeFileSync(file, text)

    const attempt = opened(folder)

    await expect(attempt).rejects.toMatchObject({ code: 'machine.kept-unreadable' })
    await expect(attempt).rejects.toThrow(reason)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})
