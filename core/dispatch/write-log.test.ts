import { describe, expect, it, onTestFinished } from 'vitest'
import { notedLog } from '../../test/support/noted-log.ts'
import type { Logger } from '../logger.ts'
import { silentLogger } from '../logger.ts'
import { writeLog } from './write-log.ts'

const levels = ['info', 'warn', 'error'] as const

/** A logger whose every word does this. */
const doing = (write: () => unknown): Logger => ({ info: write, warn: write, error: write })

describe('a line of the log', () => {
  it.each(levels)('is written at its level: %s', level => {
    const { logger, lines } = notedLog()

    writeLog(logger, level, 'what', { seq: 1 })

    expect(lines).toEqual([{ level, message: 'what', detail: { seq: 1 } }])
  })

  it('is written by the logger itself, which may be an object that knows itself', () => {
    const lines: string[] = []
    const own = {
      ...silentLogger,
      prefix: 'shop: ',
      warn(message: string) {
        lines.push(this.prefix + message)
      },
    }

    writeLog(own, 'warn', 'what', {})

    expect(lines).toEqual(['shop: what'])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['is asynchronous and fails', async () => Promise.reject(new Error('disk full'))],
  ])('fails nothing where the logger %s', async (_, write) => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))

    for (const level of levels) writeLog(doing(write), level, 'what', {})
    await new Promise(setImmediate)

    expect(unhandled).toEqual([])
  })
})
