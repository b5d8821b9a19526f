import { describe, expect, it } from 'vitest'
import type { VerifySummary } from '../operations/verify/verify-event.ts'
import { exitCodeOfVerify } from './verify-command.ts'
import { verifyLines } from './verify-lines.ts'
import type { VerifyCommandOptions } from './verify-options.ts'
import { checkNumbers, verifyScopeOf } from './verify-options.ts'

const clean: VerifySummary = {
  ...{ missing: 0, stale: 0, ghosts: 0, duplicates: 0, gaps: 0, items: 9, documents: 9, records: 0 },
  ...{ unsettled: 0, unjudged: 0, readUnits: 1, repaired: 0, notRepaired: 0, interrupted: false },
}
const given: VerifyCommandOptions = {
  repair: false,
  maxRepairs: 1_000,
  dryRun: false,
  allowWrites: false,
  output: 'human',
}

describe('tailrace verify', () => {
  it.each<readonly [string, Partial<VerifySummary>, number]>([
    ['nothing differs', {}, 0],
    ['something changed at every look', { unsettled: 4 }, 0],
    ['something differs', { ghosts: 1 }, 3],
    ['a line of the audit is doubled', { duplicates: 1 }, 3],
    ['records do not meet', { gaps: 1 }, 3],
    ['all that differs was repaired', { missing: 1, stale: 1, repaired: 2 }, 0],
    ['some of it was repaired', { missing: 2, repaired: 1, notRepaired: 1 }, 3],
    ['it was interrupted after a difference', { missing: 2, interrupted: true }, 130],
  ])('ends as it should when %s', (_, ending, code) => {
    expect(exitCodeOfVerify({ ...clean, ...ending })).toBe(code)
  })

  it.each<readonly [Partial<VerifyCommandOptions>, unknown]>([
    [{}, { type: 'full' }],
    [{ sample: '0.5%' }, { type: 'sample', share: 0.005 }],
    [{ since: '2h' }, { type: 'changed' }],
  ])('compares what %j says', (options, scope) => {
    expect(verifyScopeOf({ ...given, ...options })).toEqual(scope)
  })

  it.each<Partial<VerifyCommandOptions>>([
    { sample: '1' },
    { sample: '101%' },
    { sample: '1%', since: '2h' },
    { sample: '1%', resume: 'state.json' },
    { maxReadUnits: 0 },
    { segments: 0 },
    { allowWrites: true },
  ])('refuses %j', options => {
    expect(() => {
      checkNumbers({ ...given, ...options })
      verifyScopeOf({ ...given, ...options })
    }).toThrow(expect.objectContaining({ code: 'verify.argument-invalid' }))
  })

  it('says what differs as data, and how to go on beside it', () => {
    const [out, said]: [string[], string[]] = [[], []]
    const tell = verifyLines({
      out: text => out.push(text),
      say: text => said.push(text),
      resumeCommand: 'tailrace verify',
    })

    tell({
      event: 'Difference',
      functionName: 'f',
      processor: 'p',
      problem: 'stale',
      id: 'd',
      key: 'k',
      versions: { found: '7' },
    })
    tell({ event: 'CanResume', file: 'state.json' })

    expect(out).toEqual(['stale: f/p d of k at version 7\n'])
    expect(said).toEqual(['to go on: tailrace verify --resume state.json\n'])
  })
})
