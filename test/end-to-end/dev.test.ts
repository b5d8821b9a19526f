import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { reasonToSkip } from '../support/with-table.ts'

const minutes = 60_000

type Line = Readonly<Record<string, unknown>>

const reportsIn = (lines: readonly Line[]): readonly (ProcessorReport & { readonly place: string })[] =>
  lines
    .filter(({ event }) => event === 'EffectWritten')
    .flatMap(line =>
      (line['outcomes'] as readonly ProcessorReport[]).map(report => ({
        ...report,
        place: [line['function'], report.processor, line['sequenceNumber'], line['key']].join(' '),
      })),
    )

const overrun = (lines: readonly Line[]): readonly string[] =>
  [...Map.groupBy(reportsIn(lines), ({ place }) => place)].flatMap(([place, reports]) => {
    const runs = reports.filter(({ ran }) => ran).length
    const failed = Math.max(...reports.map(({ attempt }) => attempt))
    return runs > failed + 1 ? [place] : []
  })

const auditIds = (lines: readonly Line[]): readonly string[] => {
  const { runFolder } = lines.find(({ event }) => event === 'Started') as { readonly runFolder: string }
  const text = readFileSync(join(runFolder, 'audit.ndjson'), 'utf8').trim()
  return text.split('\n').map(line => (JSON.parse(line) as { readonly id: string }).id)
}

const nothingWrong = { missing: 0, stale: 0, ghosts: 0 }

describe.each(['dynamodb-local', 'dynoxide'] as const)('tailrace dev --once on %s', engine => {
  it(
    'delivers everything, and verify finds no difference',
    async context => {
      const reason = await reasonToSkip(engine)
      if (reason !== undefined) context.skip(reason)

      const { code, out } = await tailrace(['dev', '--once', '--engine', engine, '--output', 'ndjson'])

      const lines = objectsIn(out)
      const summary = lines.at(-1) as Readonly<Record<string, number>>
      expect(code).toBe(0)
      expect(lines[0]).toMatchObject({ event: 'ProjectRead', file: 'serverless.yml' })
      expect(lines.find(({ event }) => event === 'TableEngine')).toMatchObject({ kind: engine })
      expect(summary).toMatchObject({ event: 'Summary', failed: 0, parked: 0, verify: nothingWrong })
      expect(summary['received']).toBeGreaterThan(3_000)
      const { received, applied = 0, unchanged = 0, filtered = 0, parked = 0, failed = 0 } = summary
      expect(received).toBe(applied + unchanged + filtered + parked + failed)
    },
    2 * minutes,
  )

  it(
    'loses, repeats and misorders nothing when a fifth of all attempts fails',
    async context => {
      const reason = await reasonToSkip(engine)
      if (reason !== undefined) context.skip(reason)
      const args = [
        'dev',
        '--once',
        '--engine',
        engine,
        '--output',
        'ndjson',
        '--chaos',
        '0.2',
        '--seed',
        '1',
      ]

      const { code, out } = await tailrace(args)

      const lines = objectsIn(out)
      const summary = lines.at(-1) as Readonly<Record<string, number>>
      expect(code).toBe(0)
      expect(summary).toMatchObject({ failed: 0, parked: 0, verify: nothingWrong })
      expect(summary['retries']).toBeGreaterThan(0)
      expect(overrun(lines)).toEqual([])
      const ids = auditIds(lines)
      expect(new Set(ids).size).toBe(ids.length)
    },
    4 * minutes,
  )
})

describe('tailrace', () => {
  it.each([
    [['dev', '--chaos', '2'], /number from 0 to 1/],
    [['dev', '--engine', 'sqlite'], /dynamodb-local, dynoxide/],
    [['dev', '--output', 'xml'], /human, json, ndjson, quiet/],
    [['no-such-command'], /unknown command/],
    [['replay'], /missing required argument/],
  ])('refuses %j in one line and with exit code 2', async (args, message) => {
    const { code, out, said } = await tailrace(args)

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(said).toMatch(message)
  })
})
