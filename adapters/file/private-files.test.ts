import { statSync } from 'node:fs'
import { appendFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditLineOf } from '../../testing/contracts/audit-sink.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fileAuditSink } from './file-audit-sink.ts'
import { fileBlobStore } from './file-blob-store.ts'
import { fileCheckpointStore } from './file-checkpoint-store.ts'
import { fileLedgerStore } from './file-ledger-store.ts'
import { fileNotificationSink } from './file-notification-sink.ts'
import { fileParkingStore } from './file-parking-store.ts'
import { appendLines, followLines, readLines } from './ndjson-file.ts'

const allOf = async <T>(source: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const each of source) found.push(each)
  return found
}

const newPath = temporaryPaths()
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('local files', () => {
  it.each<[string, (path: string) => unknown]>([
    ['an audit', path => fileAuditSink(path).append([auditLineOf('1')])],
    ['notifications', path => fileNotificationSink(path).send([{ id: '1', subject: 's', body: {} }])],
    ['parked changes', path => fileParkingStore(dirname(path)).put('a/b.json', '{}')],
    ['blobs', path => fileBlobStore(dirname(path)).put('a/b', Buffer.from('x'))],
    ['checkpoints', path => fileCheckpointStore(path).save('m', 'arn', 's', {} as never)],
    ['a ledger', path => fileLedgerStore(path).add({ partition: 'p', sort: 's' } as never)],
  ])('of %s are for their owner only, and so are the folders made for them', async (_, write) => {
    const folder = join(newPath(), 'deep', 'er')

    await write(join(folder, 'file'))

    const entries = await readdir(dirname(dirname(folder)), { recursive: true, withFileTypes: true })
    expect(entries.length).toBeGreaterThan(2)
    for (const entry of entries)
      expect([entry.name, modeOf(join(entry.parentPath, entry.name))]).toEqual([
        entry.name,
        entry.isFile() ? '600' : '700',
      ])
  })
})

describe('a file of lines', () => {
  it('gives back what was appended, whatever characters it holds', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '\u2028', '\u2029', '\u0085', '\v', '\f', '\r', '\n', '茶', '😀'),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text, n: fc.nat() }), { minLength: 1, maxLength: 8 }),
        async values => {
          const path = newPath()
          const follow = followLines(path)
          await appendLines(path, values)

          expect(await allOf(readLines(path))).toEqual(values)
          expect(await follow()).toEqual(values)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives lines that are longer than a piece of reading, and none for one that was cut off', async () => {
    const path = newPath()
    const values = ['茶'.repeat(100_000), '\u2028'.repeat(70_000)]
    await appendLines(path, values)
    await appendFile(path, '{"cut":')

    expect(await allOf(readLines(path))).toEqual(values)
  })
})
