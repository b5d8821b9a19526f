import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutantsOf } from './mutants-of.ts'
import type { AllowedSurvivor } from './survivors.ts'
import { staleEntries } from './survivors.ts'

const listed = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8')) as readonly AllowedSurvivor[]

test('each listed survivor is a mutant that there is, and has a reason', () => {
  const files = [...new Set(listed.map(({ file }) => file))]
  const mutants = files.flatMap(file => mutantsOf(file, readFileSync(file, 'utf8')))
  expect(staleEntries(listed, mutants)).toEqual([])
})

test('each is listed once', () => {
  const keys = listed.map(({ file, mutator, line, change, nth = 0 }) =>
    JSON.stringify([file, mutator, line, change, nth]),
  )
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
})
