import { describe, expect, it } from 'vitest'
import { tailrace } from '../test/support/tailrace.ts'

describe('tailrace filters', () => {
  it('prints the patterns that the deploy file includes', async () => {
    const { code, out } = await tailrace(['filters'])

    expect(code).toBe(0)
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['projections', 'reactions'])
  })

  it('knows a file that is stale from one that is not', async () => {
    const [fresh, stale, none] = [
      await tailrace(['filters', '--check', '--out', 'infra/filters.json']),
      await tailrace(['filters', '--check', '--out', 'package.json']),
      await tailrace(['filters', '--check']),
    ]

    expect([fresh.code, stale.code, none.code]).toEqual([0, 5, 5])
    expect(stale.said).toContain('package.json is stale')
    expect(none.said).toContain('Name it with --out')
  })

  it('names the file that it cannot write', async () => {
    const { code, said } = await tailrace(['filters', '--out', '/dev/null/filters.json'])

    expect(code).toBe(5)
    expect(said).toContain('/dev/null/filters.json cannot be written')
  })
})
