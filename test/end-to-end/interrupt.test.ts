import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { recordsTo } from '../support/local-mapping.ts'
import { smallProjects } from '../support/small-project.ts'
import { objectsIn, startTailrace } from '../support/tailrace.ts'
import { reasonToSkip } from '../support/with-table.ts'

const projectOf = smallProjects()
const minutes = 60_000

const answers = async (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

describe('tailrace dev', () => {
  it.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with 130 at %s, and leaves no table engine behind',
    { timeout: 2 * minutes },
    async (signal, context) => {
      const reason = await reasonToSkip('dynoxide')
      if (reason !== undefined) context.skip(reason)
      const dev = startTailrace(['dev', '--engine', 'dynoxide', '--output', 'ndjson'], projectOf({}))
      const out = await dev.whenOut('"CaughtUp"')

      dev.kill(signal)

      const { code } = await dev.closed
      const { endpoint } = objectsIn(out).find(({ event }) => event === 'Started') as {
        readonly endpoint: string
      }
      expect(code).toBe(130)
      expect(await answers(endpoint)).toBe(false)
    },
  )
})

describe('tailrace replay', () => {
  it(
    'ends at SIGINT after the batch that is under way, and counts what was begun',
    async () => {
      const folder = projectOf({
        stream: 'batchSize: 1',
        code: `import { writeFileSync } from 'node:fs'
          export const pipeline = () => ({ processors: [], match: () => [] })
          export const handler = () => {
            writeFileSync(new URL('called', import.meta.url), '')
            return new Promise(resolve => setTimeout(resolve, 200))
          }`,
      })
      const file = join(folder, 'records.ndjson')
      writeFileSync(
        file,
        recordsTo(500)
          .map(record => JSON.stringify(record))
          .join('\n'),
      )
      const replay = startTailrace(['replay', file], folder)
      await vi.waitUntil(() => existsSync(join(folder, 'called')), { timeout: minutes, interval: 20 })

      replay.kill('SIGINT')

      const { code, out } = await replay.closed
      expect(code).toBe(130)
      expect(Number(/^(\d+) changes?:/m.exec(out)?.[1])).toBeGreaterThan(0)
      expect(Number(/^(\d+) changes?:/m.exec(out)?.[1])).toBeLessThan(500)
    },
    2 * minutes,
  )
})
