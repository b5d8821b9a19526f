import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../core/clock.ts'
import { privateFolder } from '../../../adapters/file/private-files.ts'
import { isProcessAlive } from '../../local-run/process-alive.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { noteEngineProcess, stopLeftBehind } from './kept-engine.ts'

const path = temporaryPaths()
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const started = async (): Promise<{ readonly child: ChildProcess; readonly pid: number }> => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { stdio: 'ignore' })
  children.push(child)
  await once(child, 'spawn')
  return { child, pid: child.pid ?? 0 }
}

const noted = async () => {
  const folder = path('kept')
  await privateFolder(folder)
  const { child, pid } = await started()
  await noteEngineProcess(folder, pid, {})
  return { folder, child, pid, file: join(folder, 'engine.json') }
}

describe('a table engine that a killed run has left behind', () => {
  it('is stopped, and gone when the next run goes on', async () => {
    const { folder, pid } = await noted()

    expect(await stopLeftBehind(folder, {}, systemClock)).toBe(pid)

    expect(await stopLeftBehind(folder, {}, systemClock)).toBeUndefined()
  })

  it.each([
    ['was started at another time', { start: '1' }],
    ['is of the machine before it was started anew', { machine: 'laptop 7 pid:[1]' }],
  ])('is not taken for a process that has its number and %s', async (_, other) => {
    const { folder, pid, file } = await noted()
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...other }))

    expect(await stopLeftBehind(folder, {}, systemClock)).toBeUndefined()
    expect(isProcessAlive(pid)).toBe(true)
  })

  it('is none where it has ended by itself, and where nothing was noted', async () => {
    const { folder, child } = await noted()
    child.kill('SIGKILL')
    await once(child, 'exit')

    expect(await stopLeftBehind(folder, {}, systemClock)).toBeUndefined()
    expect(await stopLeftBehind(path('empty'), {}, systemClock)).toBeUndefined()
  })

  it.each(['', '{', 'null', '{"pid":-1,"machine":"m","start":"s"}', '{"pid":0,"machine":"m","start":"s"}'])(
    'is not looked for by a note that says nothing: %s',
    async text => {
      const { folder, pid, file } = await noted()
      writeFileSync(file, text)

      expect(await stopLeftBehind(folder, {}, systemClock)).toBeUndefined()
      expect(isProcessAlive(pid)).toBe(true)
    },
  )
})
