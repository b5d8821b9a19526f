import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)

/** Less than the hashes of so many items and documents take, and more than the program needs. */
const heapMb = 32
const count = 100_000

it('a comparison of any size takes the same memory', { timeout: 180_000 }, async () => {
  const args = [`--max-old-space-size=${heapMb}`, 'scripts/verify-million.ts', String(count)]
  const { stdout } = await run(process.execPath, args)
  expect(stdout).toContain(`${count} items, ${count - 1} documents: 1 missing, 0 stale, 0 ghosts`)
})
