import { globSync, readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commandExamples } from './command-examples.ts'
import { newProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

const withWords = (): { readonly program: Command; readonly words: () => string } => {
  let words = ''
  const add = (text: string): void => {
    words += text
  }
  const program = newProgram({ out: add, say: add } as unknown as Terminal, { code: 0 })
  return { program, words: () => words }
}

/** Leaves a command and those below it nothing to do. */
const disarm = (command: Command): void => {
  if (command.commands.length === 0) command.action(() => undefined)
  command.commands.forEach(disarm)
}

/** Parses a line, and does nothing of what it says. */
const parsed = async (line: string): Promise<string> => {
  const { program, words } = withWords()
  disarm(program)
  const args = line.split(' > ')[0]?.split(' ').slice(1) ?? []
  return program.parseAsync(args, { from: 'user' }).then(
    () => 'parsed',
    (error: unknown) => (error instanceof CommanderError ? words() : Promise.reject(error as Error)),
  )
}

const names = withWords().program.commands.map(each => each.name())

describe('the command line', () => {
  it('shows examples for every command, and for no other', () => {
    expect(Object.keys(commandExamples).toSorted()).toEqual(names.toSorted())
  })

  it.each(Object.values(commandExamples).flat())('takes its own example: %s', async line => {
    expect(await parsed(line)).toBe('parsed')
  })

  it.each([
    ['tailrace devv', 'Did you mean dev?'],
    ['tailrace dev --onec', 'Did you mean --once?'],
  ])('suggests what %s may mean', async (line, suggestion) => {
    expect(await parsed(line)).toContain(suggestion)
  })

  it('shows examples with --help', async () => {
    expect(await parsed('tailrace capture --help')).toContain(
      `Examples:\n  ${String(commandExamples['capture']?.[0])}`,
    )
  })

  it('has every command that pages speak of', () => {
    const pages = ['README.md', 'create-tailrace/README.md', ...globSync('docs/**/*.md')]
    const spoken = pages.flatMap(page =>
      [...readFileSync(page, 'utf8').matchAll(/(?:^|[`(]|npx )(?:npx )?tailrace ([a-z][a-z-]+)/gm)].map(
        ([, name = '']) => name,
      ),
    )

    expect(new Set(spoken).size).toBeGreaterThan(8)
    expect([...new Set(spoken)].filter(name => !names.includes(name)).toSorted()).toEqual([])
  })
})
