import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { watchProject } from './watch-project.ts'

const path = temporaryPaths()

describe('a watch over a project', () => {
  it.each([1, 2, 3])('ends also when it is closed before it is ready (%i)', async () => {
    const folder = path('project')
    mkdirSync(folder)
    writeFileSync(join(folder, 'handler.ts'), '')
    const watch = watchProject({
      folder,
      outsideFiles: () => [],
      onChange: () => Promise.resolve(),
      onError: () => undefined,
    })

    await expect(watch.close()).resolves.toBeUndefined()
    await expect(watch.ready).resolves.toBeUndefined()
  })
})
