// Writes docs/reference/command-line.md: every command as the parser knows it. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { format } from 'prettier'
import { newProgram } from '../cli/program.ts'
import type { Terminal } from '../cli/terminal.ts'
import { commandLinePage } from './command-line/command-line-page.ts'

const file = 'docs/reference/command-line.md'
const terminal = { out: () => undefined, say: () => undefined } as unknown as Terminal
const page = await format(commandLinePage(newProgram(terminal, { code: 0 })), { parser: 'markdown' })

const before = (): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

if (!process.argv.includes('--check')) writeFileSync(file, page)
else if (before() !== page) {
  process.stdout.write(`${file} is stale: node scripts/command-line.ts writes it\n`)
  process.exitCode = 1
}
