import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { countCommand } from './count-command.ts'

const path = temporaryPaths()

it('says how many records of each kind there are', async () => {
  const file = path('event.json')
  const records = [1, 2, 3].map(seq => recordOf({ seq, kind: seq === 2 ? 'REMOVE' : 'INSERT' }))
  writeFileSync(file, JSON.stringify({ Records: records }))
  const lines: string[] = []

  expect(await countCommand([file], { out: text => void lines.push(text) })).toBe(0)
  expect(lines).toEqual(['INSERT 2\n', 'REMOVE 1\n'])
})

it('says what is wrong with a file in one line', async () => {
  const missing = path('missing.json')

  await expect(countCommand([missing], { out: () => undefined })).rejects.toThrow(missing)
})
