import { describe, expect, it } from 'vitest'
import { faultOptions, faultUsage } from './fault-options.ts'

describe('the options of the fault matrix', () => {
  it.each([
    [['--sed', '3'], "'--sed'"],
    [['--seed'], "'--seed <value>'"],
    [['--record=yes'], "'--record'"],
    [['F7'], "'F7'"],
    [['-x'], "'-x'"],
  ])('are refused in one line that names what is wrong: %j', (args, named) => {
    const refused = faultOptions(args)

    expect(refused).toBeTypeOf('string')
    expect(refused).toContain(named)
    expect(refused).toMatch(/^[^\n]+ --help says which options there are\.$/)
  })

  it('are all named in the usage, and nothing else is', () => {
    const known = Object.keys(faultOptions(['--seed', '1', '--only', 'F7', '--workers', '1']))
    const named = [...faultUsage.matchAll(/^ {2}(?:-h, )?--([a-z]+)/gm)].map(([, name]) => name)

    for (const name of known) expect(named).toContain(name)
    for (const name of named)
      expect([[`--${name}`], [`--${name}`, '1']].some(args => typeof faultOptions(args) !== 'string')).toBe(
        true,
      )
  })

  it('are asked for help', () => {
    expect(faultOptions(['--help'])).toMatchObject({ help: true })
    expect(faultOptions(['-h'])).toMatchObject({ help: true })
    expect(faultOptions([])).toMatchObject({ help: false, seeds: '10' })
  })
})
