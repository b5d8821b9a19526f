import { describe, expect, it, onTestFinished } from 'vitest'
import { notedLog } from '../../test/support/noted-log.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import type { VersionNote } from '../version/version-note.ts'
import { BatchRecord } from './batch-record.ts'
import { Delivery } from './delivery.ts'
import { logVersionNotes } from './log-version-notes.ts'

/** A delivery to a processor of that name, and what its handler noticed. */
const noting = (name: string, note: VersionNote | undefined): Delivery => {
  const handled = processor({ name, filter: everything(), handle: async () => Promise.resolve() })
  const record = new BatchRecord(0, viewOf(recordOf({ seq: 1 })), undefined)
  const delivery = new Delivery(handled, record, 'MODIFY', undefined, undefined)
  delivery.start()
  if (note !== undefined) delivery.noteVersion(note)
  return delivery
}

describe('what handlers noticed about versions', () => {
  it('is one line for each processor and note, with how many records bore it', () => {
    const { logger, lines } = notedLog()
    const deliveries = [
      noting('search', 'version_tie'),
      noting('cache', 'version_missing'),
      noting('search', undefined),
      noting('search', 'version_tie'),
      noting('search', 'version_inversion'),
    ]

    logVersionNotes(deliveries, { logger, functionName: 'shop' })

    const line = (level: string, message: string, name: string, records: number): object => ({
      level,
      message,
      detail: { functionName: 'shop', processor: name, records },
    })
    expect(lines).toEqual([
      line('warn', 'version_inversion', 'search', 1),
      line('info', 'version_tie', 'search', 2),
      line('warn', 'version_missing', 'cache', 1),
    ])
  })

  it('is no line where nothing was noticed', () => {
    const { logger, lines } = notedLog()

    logVersionNotes([noting('search', undefined)], { logger, functionName: 'shop' })

    expect(lines).toEqual([])
  })

  it('fails nothing when the logger throws, and each line is tried', () => {
    const tried: string[] = []
    const fail = (message: string): never => {
      tried.push(message)
      throw new Error('disk full')
    }

    logVersionNotes([noting('a', 'version_tie'), noting('b', 'version_missing')], {
      logger: { info: fail, warn: fail, error: fail },
      functionName: 'shop',
    })

    expect(tried).toEqual(['version_tie', 'version_missing'])
  })

  it('fails nothing either when the logger is asynchronous and fails later', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    const fail: () => unknown = async () => Promise.reject(new Error('disk full'))

    logVersionNotes([noting('a', 'version_tie'), noting('b', 'version_missing')], {
      logger: { info: fail, warn: fail, error: fail },
      functionName: 'shop',
    })
    await new Promise(setImmediate)

    expect(unhandled).toEqual([])
  })
})
