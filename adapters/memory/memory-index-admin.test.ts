import { expect, it } from 'vitest'
import { memorySearchEngine } from './memory-index-admin.ts'

it('names indexes in the order in which they were made, also past the thousandth', async () => {
  const { admin } = memorySearchEngine()
  for (let count = 0; count < 1_001; count += 1) await admin.createIndex({ alias: 'things' })
  await admin.createIndex({ alias: 'things-2' })
  const { numbered, next } = await admin.describeAlias('things')

  expect(numbered.slice(-3).map(({ index }) => index)).toEqual(['things-999', 'things-1000', 'things-1001'])
  expect(next).toBe('things-1002')
})
