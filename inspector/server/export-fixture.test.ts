import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { exportFixture } from './export-fixture.ts'
import { listFixtures, readFixture } from './fixtures.ts'

const path = temporaryPaths()
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return 'nothing thrown'
}

describe('fixtures of a project', () => {
  it('are written under any key into a file of their own, and read back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), keys => {
        const folder = path('project')
        const records = keys.map((key, index) => recordOf({ seq: index + 1, key, after: { text: key } }))
        const files = keys.map((key, index) => exportFixture(folder, key, [records[index]]))

        expect(new Set(files).size).toBe(keys.length)
        for (const [index, file] of files.entries()) {
          expect(file).toMatch(/^fixtures\/[a-z0-9-]+\.ndjson$/)
          expect(readFixture(folder, file.slice('fixtures/'.length)).flat()).toEqual([records[index]])
        }
        expect(readdirSync(folder)).toEqual(['fixtures'])
        expect(listFixtures(folder).map(({ records: count }) => count)).toEqual(keys.map(() => 1))
      }),
      { numRuns: 40 },
    )
  })

  it('never take the place of a file', () => {
    const folder = path('project')
    mkdirSync(join(folder, 'fixtures'), { recursive: true })
    writeFileSync(join(folder, 'fixtures/a.ndjson'), 'mine')

    expect(exportFixture(folder, 'a', [recordOf({ seq: 1 })])).toBe('fixtures/a-2.ndjson')
    expect(readFileSync(join(folder, 'fixtures/a.ndjson'), 'utf8')).toBe('mine')
  })

  it('are not written where a part of the records is not kept', () => {
    const folder = path('project')

    for (const records of [[], [undefined], [recordOf({ seq: 1 }), undefined]])
      expect(codeOf(() => exportFixture(folder, 'a', records))).toBe('inspector.not-kept')
    expect(listFixtures(folder)).toEqual([])
  })

  it('are listed with what is wrong with them, and read by their name in the list alone', () => {
    const folder = path('project')
    mkdirSync(join(folder, 'fixtures'), { recursive: true })
    writeFileSync(join(folder, 'secret.json'), '[]')
    writeFileSync(join(folder, 'fixtures/broken.json'), '{"Records": [')
    writeFileSync(join(folder, 'fixtures/notes.txt'), 'no fixture')
    mkdirSync(join(folder, 'fixtures/folder.json'))
    symlinkSync(join(folder, 'secret.json'), join(folder, 'fixtures/link.json'))

    expect(listFixtures(folder)).toEqual([
      { name: 'broken.json', bytes: 13, records: undefined, problem: expect.any(String) as unknown },
    ])
    for (const name of ['../secret.json', '/etc/passwd', 'link.json', 'notes.txt', '', 'folder.json'])
      expect(codeOf(() => readFixture(folder, name))).toBe('inspector.request-invalid')
  })
})
