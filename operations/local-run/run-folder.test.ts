import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { newRunFolder } from './run-folder.ts'

const path = temporaryPaths()
const startMs = Date.UTC(2026, 10, 27)

/** No process has it: the system numbers them from 1 to 4,194,304 at most. */
const nobody = '4194305'

const ended = (folder: string): string => {
  writeFileSync(join(folder, 'pid'), nobody)
  return folder
}

describe('the folders of runs', () => {
  it('are those of the last ten', () => {
    const project = path('project')

    const folders = Array.from({ length: 13 }, (_, index) =>
      ended(newRunFolder(project, startMs + index, 'id')),
    )

    expect(readdirSync(join(project, '.tailrace', 'runs'))).toHaveLength(10)
    expect(folders.map(folder => existsSync(folder))).toEqual([
      ...Array.from({ length: 3 }, () => false),
      ...Array.from({ length: 10 }, () => true),
    ])
  })

  it('stay while their process runs, however old they are', () => {
    const project = path('project')
    const mine = newRunFolder(project, startMs, 'mine')
    for (let index = 1; index < 15; index += 1) ended(newRunFolder(project, startMs + index, 'id'))

    expect(existsSync(mine)).toBe(true)
  })

  it('go also where an earlier version left no word of its process', () => {
    const project = path('project')
    const old = join(project, '.tailrace', 'runs', '2020-01-01T00-00-00-abc')
    mkdirSync(old, { recursive: true })
    for (let index = 0; index < 10; index += 1) newRunFolder(project, startMs + index, 'id')

    expect(existsSync(old)).toBe(false)
  })
})
