import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readSessionNote, removeSessionNote, writeSessionNote } from './session-file.ts'

const path = temporaryPaths()

const noteOf = (pid: number): Parameters<typeof writeSessionNote>[1] => ({
  pid,
  startedAtMs: 0,
  file: 'serverless.yml',
  endpoint: 'http://127.0.0.1:4748',
  region: 'us-east-1',
  tables: [{ id: 'Table', tableName: 'tickets', streamArn: 'arn' }],
  functions: ['f'],
  runFolder: '/run',
  sinks: {},
})

/** No process has it: the system numbers them from 1 to 4,194,304 at most. */
const nobody = 4_194_305

describe('the note of a session', () => {
  it('is found by others while its process lives, and is for this user only', () => {
    const folder = path('project')

    const envFile = writeSessionNote(folder, noteOf(process.pid))

    expect(readSessionNote(folder)).toEqual(noteOf(process.pid))
    for (const file of [envFile, join(folder, '.tailrace', 'session.json')])
      expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(envFile, 'utf8')).toContain('AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:4748\n')
  })

  it('is none after its process was killed, and none where it cannot be read', () => {
    const folder = path('project')
    writeSessionNote(folder, noteOf(nobody))

    expect(readSessionNote(folder)).toBeUndefined()

    writeFileSync(join(folder, '.tailrace', 'session.json'), '{')

    expect(readSessionNote(folder)).toBeUndefined()
    expect(readSessionNote(path('other'))).toBeUndefined()
  })

  it('is taken away by its own process only', () => {
    const folder = path('project')
    writeSessionNote(folder, noteOf(process.pid))

    removeSessionNote(folder, nobody)

    expect(readSessionNote(folder)).toBeDefined()

    removeSessionNote(folder, process.pid)

    expect(readSessionNote(folder)).toBeUndefined()
  })
})
