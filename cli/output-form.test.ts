import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { filterPatterns } from '../operations/filters/filter-patterns.ts'
import { recordOf } from '../test/support/records.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import { smallProjects } from '../test/support/small-project.ts'
import { inDocument, inLines, outputForms } from './output-form.ts'
import { newProgram } from './program.ts'
import { json } from './terminal.ts'

const place = mkdtempSync(join(tmpdir(), 'tailrace-'))
afterAll(() => {
  rmSync(place, { recursive: true, force: true })
})
const file = (name: string, value: unknown): string => {
  writeFileSync(join(place, name), JSON.stringify(value))
  return join(place, name)
}

/** Commands without others below them, by their whole name. */
const leaves = (command: Command, before = ''): readonly (readonly [name: string, command: Command])[] =>
  command.commands.flatMap(each =>
    each.commands.length > 0
      ? leaves(each, `${before}${each.name()} `)
      : [[`${before}${each.name()}`, each] as const],
  )

/** Speaks a protocol on stdout, which has one form. */
const protocols = ['mcp']

const run = async (...args: readonly string[]) => {
  const terminal = notedTerminal({}, { folder })
  const outcome = { code: 0 }
  await newProgram(terminal, outcome).parseAsync([...args], { from: 'user' })
  return { out: terminal.outText(), said: terminal.saidText(), code: outcome.code }
}

const folder = smallProjects()({ stream: 'startingPosition: TRIM_HORIZON' })
writeFileSync(join(folder, 'filters.json'), await filterPatterns(folder, {}))
const pattern = file('pattern.json', { detail: { a: ['b'] } })
const event = file('event.json', { detail: { a: 'b' } })
const other = file('other.json', { detail: { a: 'c' } })
const record = file('record.json', recordOf({ seq: 1 }))

/** What can be run in a project without an engine and without an account. */
const runs: readonly (readonly [what: string, code: number, args: readonly string[]])[] = [
  ['match', 0, ['match', '--pattern', pattern, '--event', event]],
  ['match, of none', 1, ['match', '--pattern', pattern, '--event', other]],
  ['explain', 0, ['explain', record]],
  ['check', 5, ['check']],
  ['filters', 0, ['filters']],
  ['filters, in a file', 0, ['filters', '--out', 'filters.json', '--check']],
  ['resources', 0, ['resources']],
]

describe('the form of output', () => {
  it.each(leaves(newProgram(notedTerminal({}), { code: 0 })))('of %s is one of the four', (name, command) => {
    const option = command.options.find(({ long }) => long === '--output')

    if (protocols.includes(name)) {
      expect(option).toBeUndefined()
    } else {
      expect(option?.argChoices).toEqual(outputForms)
      expect(command.helpInformation().replaceAll(/\s+/g, ' ')).toContain(
        '"human", "json", "ndjson", "quiet"',
      )
      const parse = option?.parseArg as ((text: string, before: unknown) => unknown) | undefined
      expect(parse?.('text', undefined)).toBe('human')
      for (const wrong of ['', 'yaml', 'JSON', 'toString'])
        expect(() => parse?.(wrong, undefined)).toThrow('human, json')
    }
  })

  it.each(runs)(
    'of %s: one document, lines of JSON, or nothing; and the same exit code',
    async (_, code, args) => {
      const [human, document, lines, quiet] = await Promise.all(
        outputForms.map(async form => run(...args, '--output', form)),
      )

      expect([human, document, lines, quiet].map(each => each?.code)).toEqual([code, code, code, code])
      expect(typeof JSON.parse(document?.out ?? '')).toBe('object')
      for (const line of (lines?.out ?? '').split('\n').slice(0, -1))
        expect(typeof JSON.parse(line)).toBe('object')
      expect(quiet?.out).toBe('')
      // What is said beside the data is the same in each.
      expect(new Set([document?.said, lines?.said, quiet?.said])).toEqual(new Set([human?.said]))
    },
    60_000,
  )
})

describe('a command in a form', () => {
  const printing =
    (...values: readonly unknown[]) =>
    async ({ output }: { readonly output: string }, { out }: { readonly out: (text: string) => void }) => {
      for (const value of values) {
        if (output === 'human')
          out(`text ${String(value)}
`)
        else json(out)(value)
      }
      return Promise.resolve(4)
    }

  it('prints an array of its lines, however many', async () => {
    for (const values of [[], [{ a: 1 }], [{ a: 'x\ny' }, [2], 'z']]) {
      const terminal = notedTerminal({})

      expect(await inLines(terminal, { output: 'json' }, printing(...values))).toBe(4)
      expect(JSON.parse(terminal.outText())).toEqual(values)
    }
  })

  it('that fails prints no end of a document that it has not begun', async () => {
    const terminal = notedTerminal({})

    await expect(
      inLines(terminal, { output: 'json' }, async () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no')
    expect(terminal.outText()).toBe('')
  })

  it('has a screen only where a person reads', async () => {
    const terminal = { ...notedTerminal({}), tty: {} as never }
    const seen: boolean[] = []
    const look = async (_: object, { tty }: { readonly tty: unknown }): Promise<number> => {
      seen.push(tty !== undefined)
      return Promise.resolve(0)
    }
    for (const output of outputForms) {
      await inLines(terminal, { output }, look)
      await inDocument(terminal, { output }, look)
    }

    expect(seen).toEqual([true, true, false, false, false, false, false, false])
  })
})
