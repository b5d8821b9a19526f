import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deliberateBreaks } from './breaks.ts'

test.each(deliberateBreaks)('$file still has the place where $does', ({ file, from, to }) => {
  const parts = readFileSync(file, 'utf8').split(from)
  expect(parts).toHaveLength(2)
  expect(to).not.toBe(from)
})
