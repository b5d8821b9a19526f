import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
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

  it('leaves nothing open when it is closed while a change is taken up that brings files elsewhere', async () => {
    const open = (): number =>
      process.getActiveResourcesInfo().filter(name => name === 'FSEventWrap' || name === 'FSReqCallback')
        .length
    const [folder, elsewhere] = [path('project'), path('elsewhere')]
    for (const each of [folder, elsewhere]) {
      mkdirSync(each)
      writeFileSync(join(each, 'handler.ts'), '')
    }
    const before = open()
    const [begun, through] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const outside: string[] = []
    const watch = watchProject({
      folder,
      outsideFiles: () => outside,
      onChange: async () => {
        begun.resolve(undefined)
        await through.promise
        outside.push(join(elsewhere, 'handler.ts'))
      },
      onError: () => undefined,
    })
    await begun.promise
    const closed = watch.close()
    through.resolve(undefined)
    await closed

    await vi.waitFor(() => expect(open()).toBe(before), { timeout: 3_000 })
  })
})
