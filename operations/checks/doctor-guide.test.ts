import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deployedChecks } from './check-deployed.ts'
import { pitfalls } from './deployed-check.ts'

describe('the guide to the doctor', () => {
  const rows = readFileSync('docs/guides/doctor.md', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|').map(cell => cell.trim().replaceAll('`', '')))

  it('lists each check, once', () => {
    const named = rows.map(([, check]) => check)

    expect(named.toSorted()).toEqual(deployedChecks.map(({ name }) => name).toSorted())
  })

  it('lists the ten pitfalls by name', () => {
    const named = new Set(rows.map(([, , pitfall]) => pitfall).filter(name => name !== ''))

    expect([...named].toSorted()).toEqual(pitfalls.toSorted())
  })
})
