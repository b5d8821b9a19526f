import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VerifySummary } from '../../../operations/verify/verify-event.ts'
import { verifyTables } from '../../../operations/verify/verify-tables.ts'
import type { TableReader } from '../../../operations/verify/table-reader.ts'
import { readerOf } from '../../support/table-double.ts'
import { containerPorts } from '../fault-function.ts'
import { stateProcessors } from '../fault-processors.ts'
import type { FaultWorld } from '../fault-world.ts'

/** The table of a world as a comparison reads it. */
const readerIn = ({ table, clock }: FaultWorld): TableReader => ({
  ...readerOf(
    {
      keys: () => new Set(table.writes.map(({ key }) => key)),
      get: key => table.read(key),
    },
    { onRead: async () => clock.wait(5) },
  ),
  tableName: 'things',
  streamArn: table.current().source.streamArn,
})

/** The index of a world, compared with its table, and mended where that is asked for. */
export const indexOf = (world: FaultWorld) => {
  const { clock, dice, surroundings } = world
  const { reached } = containerPorts(surroundings, () => ({ isDead: false, kill: () => undefined }))
  const compare = async (
    isRepair: boolean,
    signal?: AbortSignal,
    folder?: string,
    maxReadUnits?: number,
    { most = 1_000_000, table = readerIn(world) }: { most?: number; table?: TableReader } = {},
  ): Promise<VerifySummary> => {
    const own = folder ?? mkdtempSync(join(tmpdir(), 'tailrace-faults-'))
    try {
      return await verifyTables({
        subjects: [
          {
            functionName: 'projections',
            processors: stateProcessors(reached).filter(({ name }) => name === 'search-index'),
            tables: [table],
          },
        ],
        scope: { type: 'full' },
        folder: own,
        segments: 2,
        ...(maxReadUnits !== undefined && { maxReadUnits }),
        pauseMs: 20_000,
        ...(isRepair && { repair: { isDryRun: false, most } }),
        clock,
        random: dice.random,
        signal: signal ?? new AbortController().signal,
        tell: () => undefined,
      })
    } finally {
      if (folder === undefined) rmSync(own, { recursive: true, force: true })
    }
  }
  return {
    /** Runs while time passes. */
    comparing: compare,
    verify: async () => clock.until(compare(false)),
    repair: async (most?: number) =>
      clock.until(compare(true, undefined, undefined, undefined, most === undefined ? undefined : { most })),
    /** A repair whose reads of the table fail after so many pages; whether it said so. */
    failing: async (pages: number): Promise<boolean> => {
      const reader = readerIn(world)
      let left = pages
      const table: TableReader = {
        ...reader,
        page: async (...asked) => {
          left -= 1
          if (left < 0) throw new Error('the table cannot be read')
          return reader.page({ ...asked[0], limit: 4 }, asked[1])
        },
      }
      const ended = compare(true, undefined, undefined, undefined, { table }).then(
        ({ interrupted }) => interrupted,
        () => true,
      )
      return clock.until(ended)
    },
  }
}
