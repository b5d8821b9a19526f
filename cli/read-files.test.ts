import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { readFiles } from './read-files.ts'

const path = temporaryPaths()

it('reads a file that begins with a byte order mark', () => {
  const file = path('event.json')
  writeFileSync(file, '\uFEFF{"Records":[{"eventID":"1"}]}')

  expect(readFiles([file])).toEqual([[{ eventID: '1' }]])
})
