import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { LocalProcess } from '../../core/lease/lease-party.ts'
import { takeLease } from '../../core/lease/lease.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileCheckpointStore } from './file-checkpoint-store.ts'
import { localParty } from './local-party.ts'

const path = temporaryPaths()
const canTell = process.platform === 'linux'
const lifeMs = 3_600_000

const urlOf = (file: string): string => JSON.stringify(pathToFileURL(file).href)
const holdingFor = (file: string): string => `
  import { takeLease } from ${urlOf('core/lease/lease.ts')}
  import { systemClock } from ${urlOf('core/clock.ts')}
  import { fileCheckpointStore } from ${urlOf('adapters/file/file-checkpoint-store.ts')}
  import { localParty } from ${urlOf('adapters/file/local-party.ts')}
  const { marks } = fileCheckpointStore(${JSON.stringify(file)})
  const party = await localParty('child', {})
  const { type } = await takeLease(marks('m'), { party, clock: systemClock, lifeMs: ${lifeMs} })
  process.stdout.write(type)
  setInterval(() => undefined, 1_000)`

const ask = async (file: string) =>
  takeLease(fileCheckpointStore(file).marks('m'), {
    party: await localParty('parent', {}),
    clock: systemClock,
    lifeMs,
  })

describe('a process that holds a lease', () => {
  it.runIf(canTell)('keeps it while it lives, and loses it at once when it is killed', async () => {
    const file = path('checkpoints.json')
    const child = spawn(process.execPath, ['--input-type=module', '-e', holdingFor(file)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const whileAlive = await ask(file)
    child.kill('SIGKILL')
    await once(child, 'close')

    const afterwards = await ask(file)

    expect(said).toBe('taken')
    expect(whileAlive).toMatchObject({
      type: 'held',
      by: expect.stringMatching(/^process \d+ on ./) as unknown,
    })
    expect(afterwards.type).toBe('taken')
  })

  const me = async (): Promise<LocalProcess | undefined> => (await localParty('a', {})).holder.process

  it.runIf(canTell)('is not taken for another one of its number', async () => {
    const { isDead } = await localParty('a', {})
    const mine = await me()

    expect(mine).toBeDefined()
    if (mine === undefined) return
    expect(await isDead(mine)).toBe(false)
    expect(await isDead({ ...mine, start: '1' })).toBe(true)
    expect(await isDead({ ...mine, pid: 2 ** 22 + 1 })).toBe(true)
  })

  it.runIf(canTell)(
    'is never called dead from another machine, or from one that was started anew',
    async () => {
      const { isDead } = await localParty('a', {})
      const mine = await me()

      expect(await isDead({ machine: 'elsewhere', pid: 2 ** 22 + 1, start: '1' })).toBe(false)
      expect(await isDead({ pid: 2 ** 22 + 1, start: '1', machine: `${mine?.machine}0` })).toBe(false)
    },
  )

  it('in Lambda, where machines are copies of one another, goes by the clock alone', async () => {
    const { holder, isDead } = await localParty('a', { AWS_LAMBDA_FUNCTION_NAME: 'redrive' })

    expect(holder).toEqual({ id: 'a', name: `process ${process.pid} on redrive` })
    expect(await isDead({ machine: 'any', pid: 2 ** 22 + 1, start: '1' })).toBe(false)
  })
})
