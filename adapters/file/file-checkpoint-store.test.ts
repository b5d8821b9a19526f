import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileCheckpointStore } from './file-checkpoint-store.ts'

const path = temporaryPaths()
const after = (sequenceNumber: string) => ({ type: 'after', sequenceNumber }) as const

const module = pathToFileURL('adapters/file/file-checkpoint-store.ts').href
const savingFor = (file: string): string => `
  import { fileCheckpointStore } from ${JSON.stringify(module)}
  const store = fileCheckpointStore(${JSON.stringify(file)})
  for (let number = 1; ; number += 1) {
    await store.save('m', 'a', { type: 'after', sequenceNumber: String(number) })
    process.stdout.write(number + '\\n')
  }`

/** Saves in a process of its own until that is killed; gives the last number that it said was saved. */
const killedWhileSaving = async (file: string, afterMs: number): Promise<number> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', savingFor(file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await once(child.stdout, 'data')
  await pause(afterMs)
  child.kill('SIGKILL')
  await once(child, 'close')
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

describe('a file of checkpoints', () => {
  it('is as it was before when a kill cuts a save short at any byte', async () => {
    const file = path('checkpoints.json')
    await fileCheckpointStore(file).save('m', 'a', after('1'))
    const before = readFileSync(file, 'utf8')
    await fileCheckpointStore(file).save('m', 'a', after('22'))
    const whole = readFileSync(file, 'utf8')

    for (let bytes = 0; bytes <= whole.length; bytes += 1) {
      writeFileSync(file, before)
      writeFileSync(`${file}.draft`, whole.slice(0, bytes))

      const store = fileCheckpointStore(file)

      expect(await store.load('m')).toEqual(new Map([['a', after('1')]]))
      await store.save('m', 'b', after('3'))
      expect([...(await fileCheckpointStore(file).load('m')).keys()]).toEqual(['a', 'b'])
    }
  })

  it.each([0, 3, 11, 40])(
    'holds the last save after a process was killed in the midst of them (%i ms)',
    async ms => {
      const file = path('checkpoints.json')

      const said = await killedWhileSaving(file, ms)

      const saved = (await fileCheckpointStore(file).load('m')).get('a')
      const found = saved?.type === 'after' ? Number(saved.sequenceNumber) : 0
      expect(found).toBeGreaterThanOrEqual(said)
    },
  )

  it('says which file is damaged', async () => {
    const file = path('checkpoints.json')
    writeFileSync(file, '{"m":')

    await expect(fileCheckpointStore(file).load('m')).rejects.toThrow(
      `The checkpoints in ${file} cannot be read`,
    )
  })
})
