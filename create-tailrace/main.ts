import { createInterface } from 'node:readline/promises'
import { CommanderError } from 'commander'
import { errorLine, exitCodeOf, exitCodes } from '../cli/exit-code.ts'
import { newCreateProgram } from './program.ts'

/** One line from the person at the terminal. */
const ask = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

const terminal = {
  folder: process.cwd(),
  out: (text: string) => void process.stdout.write(text),
  say: (text: string) => void process.stderr.write(text),
  ...(process.stdin.isTTY && { ask }),
}

const outcome = { code: exitCodes.done as number }
try {
  await newCreateProgram(terminal, outcome).parseAsync(process.argv.slice(2), { from: 'user' })
  process.exitCode = outcome.code
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  else {
    terminal.say(errorLine(error))
    process.exitCode = exitCodeOf(error)
  }
}
