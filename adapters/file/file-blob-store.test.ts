import { symlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import { collect } from '../../store/calls/page.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileBlobStore } from './file-blob-store.ts'

const path = temporaryPaths()

it('two stores of one folder put the same key at the same time', async () => {
  const folder = path('shared')
  const stores = Array.from({ length: 8 }, () => fileBlobStore(folder))

  await Promise.all(stores.map(async (store, index) => store.put('a/1', Uint8Array.of(7, index))))

  const [first] = stores
  expect((await first?.get('a/1'))?.[0]).toBe(7)
})

it('a folder that cannot be read is not taken for an empty one', async () => {
  const folder = path('loop')
  symlinkSync(folder, folder)

  await expect(collect(fileBlobStore(folder).list(''))).rejects.toThrow('ELOOP')
})

it('a folder that is not there yet is empty', async () => {
  expect(await collect(fileBlobStore(path('none')).list('a/'))).toEqual([])
})
