import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileFailedObjects } from './file-failed-objects.ts'

const path = temporaryPaths()

const folderWith = (...keys: readonly string[]): string => {
  const folder = path('failures')
  for (const key of keys) {
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), key)
  }
  return folder
}

describe('failed changes in a folder', () => {
  it('are listed also when another redrive takes its folder of marks away meanwhile', async () => {
    const folder = folderWith('aws/1', 'parked/2', 'redriving/aws/1/1', 'redriving/parked/2/1', 'z/3')
    const keys: string[] = []

    for await (const key of fileFailedObjects(folder).keys()) {
      keys.push(key)
      rmSync(join(folder, 'redriving'), { recursive: true, force: true })
    }

    expect(keys.toSorted()).toEqual(['aws/1', 'parked/2', 'z/3'])
  })

  it('cannot be told where there is no folder, or where it is a file', async () => {
    const folder = folderWith('a')
    const listing = async (place: string): Promise<unknown> =>
      fileFailedObjects(place).keys()[Symbol.asyncIterator]().next()

    await expect(listing(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(listing(join(folder, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })
})
