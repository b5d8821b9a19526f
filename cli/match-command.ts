import { readFile } from 'node:fs/promises'
import { raise } from '../core/errors/pipeline-error.ts'
import { reasonOf } from '../core/errors/thrown.ts'
import { linesOf } from '../operations/match/lines.ts'
import { matchLines } from '../operations/match/match-lines.ts'
import { newMatcher } from '../operations/match/match.ts'
import { exitCodes } from './exit-code.ts'
import { commandFaults } from './faults.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace match`, as they were given. */
export interface MatchCommandOptions {
  readonly pattern?: string
  readonly event?: string
  readonly stdin?: boolean
  readonly output: 'human' | 'ndjson'
}

const allOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

const textOf = async (file: string, { input }: Terminal): Promise<string> => {
  if (file === '-') return allOf(input())
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(commandFaults, 'match.file-unreadable', { file, reason })
  }
}

/** As grep: 0 for a match, 1 for none, 2 for trouble. */
const matchFiles = async (
  pattern: string,
  event: string,
  { output }: MatchCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  if (pattern === '-' && event === '-')
    throw raise(commandFaults, 'match.arguments', {
      problem: 'cannot read both pattern and event from stdin',
    })
  const patternText = await textOf(pattern, terminal)
  const result = newMatcher()(patternText, await textOf(event, terminal))
  if (output === 'ndjson') json(terminal.out)({ result })
  else terminal.out(`${result}\n`)
  return result === 'match' ? 0 : result === 'nomatch' ? 1 : 2
}

const matchStdin = async ({ input, out, flush, signal }: Terminal): Promise<number> => {
  const print = json(out)
  for await (const answer of matchLines(linesOf(input()))) {
    print(answer)
    await flush()
  }
  return signal.aborted ? exitCodes.interrupted : exitCodes.done
}

/** `tailrace match` */
export const matchCommand = async (options: MatchCommandOptions, terminal: Terminal): Promise<number> => {
  const { pattern, event, stdin } = options
  if (stdin === true) {
    if (pattern === undefined && event === undefined) return matchStdin(terminal)
    throw raise(commandFaults, 'match.arguments', { problem: 'takes no file beside --stdin' })
  }
  if (pattern === undefined || event === undefined) {
    throw raise(commandFaults, 'match.arguments', {
      problem: `lacks --${pattern === undefined ? 'pattern' : 'event'}`,
    })
  }
  return matchFiles(pattern, event, options, terminal)
}
