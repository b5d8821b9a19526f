import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A function that gives fresh paths in a folder that is gone when the test file is through. */
export const temporaryPaths = (): ((name?: string) => string) => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-'))
  let count = 0
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return (name = 'file') => {
    count += 1
    return join(folder, `${count}-${name}`)
  }
}
