import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
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
    await store.save('m', 'arn', 'a', { type: 'after', sequenceNumber: String(number) })
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
    await fileCheckpointStore(file).save('m', 'arn', 'a', after('1'))
    const before = readFileSync(file, 'utf8')
    await fileCheckpointStore(file).save('m', 'arn', 'a', after('22'))
    const whole = readFileSync(file, 'utf8')

    for (let bytes = 0; bytes <= whole.length; bytes += 1) {
      writeFileSync(file, before)
      writeFileSync(`${file}.${process.pid}.draft`, whole.slice(0, bytes))

      const store = fileCheckpointStore(file)

      expect(await store.load('m', 'arn')).toEqual(new Map([['a', after('1')]]))
      await store.save('m', 'arn', 'b', after('3'))
      expect([...(await fileCheckpointStore(file).load('m', 'arn')).keys()]).toEqual(['a', 'b'])
    }
  })

  it.each([0, 3, 11, 40])(
    'holds the last save after a process was killed in the midst of them (%i ms)',
    async ms => {
      const file = path('checkpoints.json')

      const said = await killedWhileSaving(file, ms)

      const saved = (await fileCheckpointStore(file).load('m', 'arn')).get('a')
      const found = saved?.type === 'after' ? Number(saved.sequenceNumber) : 0
      expect(found).toBeGreaterThanOrEqual(said)
    },
  )

  it.each([
    ['', 'Unexpected end'],
    ['{"m":', 'JSON'],
    ['null', 'it is no object'],
    ['[]', 'it is no object'],
    ['{"version":3,"mappings":{}}', 'it is of version 3, known is 2'],
    ['{"version":2}', 'mappings is no object'],
    ['{"version":2,"mappings":{"m":{"arn":{"a":null}}}}', 'the position in a is no object'],
    ['{"version":2,"mappings":{"m":{"arn":{"a":{"type":"after"}}}}}', 'the position in a is none'],
    ['{"m":{"a":{"type":"latest","atMs":"7"}}}', 'the position in a is none'],
    ['{"m":{"a":"1"}}', 'the position in a is no object'],
  ])('that is damaged is said to be, and is neither begun anew nor overwritten: %s', async (text, reason) => {
    const file = path('checkpoints.json')
    writeFileSync(file, text)
    const store = fileCheckpointStore(file)

    for (const use of [
      async () => store.load('m', 'arn'),
      async () => store.streams('m'),
      async () => store.save('m', 'arn', 'a', after('1')),
    ]) {
      await expect(use()).rejects.toMatchObject({ code: 'engine.checkpoints-unreadable' })
      await expect(use()).rejects.toThrow(`The checkpoints in ${file} cannot be read`)
      await expect(use()).rejects.toThrow(reason)
    }

    expect(readFileSync(file, 'utf8')).toBe(text)
    writeFileSync(file, '{"version":2,"mappings":{}}')
    await store.save('m', 'arn', 'a', after('1'))
    expect(await store.load('m', 'arn')).toEqual(new Map([['a', after('1')]]))
  })

  it('that names no streams is read as positions in a stream that nobody knows', async () => {
    const file = path('checkpoints.json')
    writeFileSync(
      file,
      '{"m":{"a":{"type":"after","sequenceNumber":"1"}},"version":{"b":{"type":"shard-end"}}}',
    )
    const store = fileCheckpointStore(file)

    expect([await store.streams('m'), await store.streams('version')]).toEqual([[''], ['']])
    expect(await store.load('m', 'arn')).toEqual(new Map())
    await store.save('m', 'arn', 'a', after('2'))
    expect((await store.streams('m')).toSorted()).toEqual(['', 'arn'])
    expect(await store.load('version', '')).toEqual(new Map([['b', { type: 'shard-end' }]]))
  })

  it('keeps what another process has saved of another mapping in the meantime', async () => {
    const file = path('checkpoints.json')
    const [first, second] = [fileCheckpointStore(file), fileCheckpointStore(file)]
    await first.save('m', 'arn', 'a', after('1'))
    await second.save('n', 'arn', 'a', after('2'))
    await first.save('m', 'arn', 'a', after('3'))

    expect(await first.load('n', 'arn')).toEqual(new Map([['a', after('2')]]))
    expect(await second.load('m', 'arn')).toEqual(new Map([['a', after('3')]]))
  })

  it('is for nobody else to read', async () => {
    const file = path('checkpoints/of/a.json')
    await fileCheckpointStore(file).save('m', 'arn', 'a', after('1'))

    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700])
  })
})
