// Marked values in items and documents, through what verify, rebuild and touch tell and print.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySearchEngine } from '../../adapters/memory/memory-index-admin.ts'
import { rebuildLines } from '../../cli/rebuild-lines.ts'
import { verifyLines } from '../../cli/verify-lines.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { rebuildIndex } from '../../operations/rebuild/rebuild-index.ts'
import { touchTable } from '../../operations/touch/touch-table.ts'
import type { TableReader } from '../../operations/verify/table-reader.ts'
import { verifyTables } from '../../operations/verify/verify-tables.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { markedImage, marksIn, word } from '../support/marked-values.ts'
import '../support/same-samples.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'
import { readerOf } from '../support/table-double.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const items = fc.array(markedImage, { minLength: 1, maxLength: 8 })

interface Said {
  readonly all: unknown[]
  readonly terminal: { readonly out: (text: string) => void; readonly say: (text: string) => void }
}

const listener = (): Said => {
  const all: unknown[] = []
  const note = (text: string): void => void all.push(text)
  return { all, terminal: { out: note, say: note } }
}

/** A table with an item for each image; what no table can hold is left out of them. */
const tableOf = (images: readonly Image[]): ReadonlyMap<string, Image> =>
  new Map(
    images.map((image, at) => [
      `item-${at}`,
      {
        ...Object.fromEntries(
          Object.entries(image).filter(([, value]) => typeof value === 'object' && !('X' in value)),
        ),
        PK: { S: `item-${at}` },
      },
    ]),
  )

const readerIn = (table: ReadonlyMap<string, Image>): TableReader =>
  readerOf({ keys: () => table.keys(), get: key => table.get(key) }, { pageItems: 3 })

/** One whose every third item has no document, and says why in the words of the item. */
const quoting = (store: SearchStore): Processor =>
  searchIndex({
    filter: everything(),
    store,
    index: 'things',
    document: ({ after, newImage, key }) => {
      if (Number(key.slice(5)) % 3 === 1) throw new TypeError(`Cannot read ${JSON.stringify(newImage)}`)
      return JSON.parse(JSON.stringify(after)) as object
    },
  })

/** An index that holds documents of before, and one of an item that is gone. */
const olderIndex = async (store: SearchStore, keys: Iterable<string>): Promise<void> => {
  const older = searchIndex({
    ...{ filter: everything(), store, index: 'things' },
    document: ({ key }) => ({ text: `${word} of ${key}` }),
  })
  const all = [...keys, 'gone'].map((key, at) => recordOf({ seq: at + 1, key, after: { name: word } }))
  const failed = await functionOf([older]).invoke(all)
  expect(failed).toEqual([])
}

/** Somebody's own, which takes nothing and quotes what it was given: its last word, which ends a run, is its own. */
const refusing = (store: SearchStore): SearchStore => ({
  ...store,
  write: async operations => Promise.reject(new TypeError(`Cannot take ${JSON.stringify(operations)}`)),
})

describe('marked values', () => {
  it('are in nothing that verify tells or prints of differences, repairs and what it cannot judge', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.boolean(), fc.boolean(), async (images, isRefusing, isRepair) => {
        const { store } = memorySearchEngine()
        const table = tableOf(images)
        await olderIndex(store, table.keys())
        const said = listener()
        const lines = verifyLines({ ...said.terminal, resumeCommand: 'tailrace verify' })

        const ended: unknown = await verifyTables({
          subjects: [
            {
              functionName: 'f',
              processors: [quoting(isRefusing ? refusing(store) : store)],
              tables: [readerIn(table)],
            },
          ],
          scope: { type: 'full' },
          ...(isRepair && { repair: { isDryRun: false, most: 100 } }),
          folder: path(),
          pauseMs: 10,
          clock: hastyClock(),
          random: () => 0.5,
          signal: new AbortController().signal,
          tell: event => {
            said.all.push(event)
            lines(event)
          },
        }).catch((error: unknown) => String(error))

        expect(JSON.stringify(said.all)).toContain('item-0')
        expect(marksIn(said.all)).toEqual([])
        if (!isRefusing) expect(marksIn(ended)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('are in nothing that rebuild tells or prints of what it fills, tries again or leaves', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.boolean(), async (images, isRefusing) => {
        const { store, admin } = memorySearchEngine()
        await admin.createIndex({ alias: 'things' })
        const table = tableOf(images)
        const said = listener()
        const lines = rebuildLines({ ...said.terminal, resumeCommand: 'tailrace rebuild' })

        const ended: unknown = await rebuildIndex({
          alias: 'things',
          subjects: [
            {
              functionName: 'f',
              processors: [quoting(isRefusing ? refusing(store) : store)],
              tables: [readerIn(table)],
            },
          ],
          admin,
          lateness: async () => Promise.resolve({ nowMs: 0, mostMs: 0 }),
          folder: path(),
          run: 'run-1',
          segments: 2,
          settleMs: 10,
          pauseMs: 10,
          clock: hastyClock(),
          random: () => 0.5,
          signal: new AbortController().signal,
          tell: event => {
            said.all.push(event)
            lines(event)
          },
        }).catch((error: unknown) => String(error))

        expect(said.all.length).toBeGreaterThan(2)
        expect(marksIn(said.all)).toEqual([])
        if (!isRefusing) expect(marksIn(ended)).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('are in nothing that touch tells, of items that are touched or refused', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.boolean(), async (images, isRefused) => {
        const table = tableOf(images)
        const said: unknown[] = []

        const ended: unknown = await touchTable({
          table: readerIn(table),
          mostItems: 100,
          toucher: {
            keyAttributes: ['PK'],
            touch: async () => Promise.resolve({ result: isRefused ? 'refused' : 'touched', writeUnits: 1 }),
          },
          attribute: '_touched',
          folder: path(),
          run: 'run-1',
          segments: 2,
          clock: hastyClock(),
          signal: new AbortController().signal,
          tell: event => void said.push(event),
        }).catch((error: unknown) => String(error))

        expect([said, ended]).not.toEqual([[], undefined])
        expect(marksIn([said, ended])).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
