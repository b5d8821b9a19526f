import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { GuideStep } from './guide-steps.ts'
import { lackingPackages } from './lacking-packages.ts'
import { loadBundle } from './load-bundle.ts'
import { runShown } from './run-shown.ts'

/** Somebody's machine: where they work, and what their shell has. */
export interface Reader {
  /** Absolute. */
  readonly place: string
  readonly env: NodeJS.ProcessEnv
  /** Path of their Node. */
  readonly node: string
  readonly say: (line: string) => void
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const whyFailed = (command: string, output: string): string => {
  const lacking = lackingPackages(output)
  const hint = lacking.length === 0 ? '' : `\nthe package registry does not give: ${lacking.join(', ')}`
  return `${command}\n${output}${hint}`
}

/**
 * Runs a command. One that a registry failed, which may only have been slow, is tried as often as is said.
 *
 * @throws Error with all of its output, and the packages that were not to be had
 */
export const runLine = async (
  { env }: Pick<Reader, 'env'>,
  command: string,
  { folder, expected, tries = 1 }: { folder: string; expected?: RegExp; tries?: number },
): Promise<number | undefined> => {
  const { status, output, seenAtMs } = await runShown(command, { folder, env, expected })
  if (status === 0) return seenAtMs
  const isOfNpm = /npm (?:error|ERR!)/.test(output)
  if (tries <= 1 || !isOfNpm) throw new Error(whyFailed(command, output))
  return runLine({ env }, command, { folder, ...(expected && { expected }), tries: tries - 1 })
}

/** What everybody has who ever installed something: a filled cache of npm. */
export const fillCache = async (reader: Reader, commands: readonly string[]): Promise<void> => {
  const folder = join(reader.place, 'before')
  const startedAtMs = Date.now()
  mkdirSync(folder)
  for (const command of commands) await runLine(reader, command, { folder, tries: 3 })
  reader.say(
    `${seconds(Date.now() - startedAtMs).padStart(8)}  started and installed once before, with an empty cache`,
  )
}

/**
 * Does what a page says, from an empty folder, and loads the bundle that comes of it.
 *
 * @returns after how many milliseconds the first change was seen
 */
export const followGuide = async (reader: Reader, steps: readonly GuideStep[]): Promise<number> => {
  let folder = join(reader.place, 'own')
  mkdirSync(folder, { recursive: true })
  const startedAtMs = Date.now()
  let firstChangeMs: number | undefined
  for (const step of steps) {
    const atMs = Date.now()
    if (step.do === 'write') writeFileSync(join(folder, step.file), step.text)
    else if (step.do === 'patch') {
      writeFileSync(join(reader.place, 'shown.patch'), step.text)
      await runLine(reader, `git apply --unidiff-zero ${join(reader.place, 'shown.patch')}`, { folder })
    } else if (step.command.startsWith('cd ')) folder = resolve(folder, step.command.slice('cd '.length))
    else {
      const seenAtMs = await runLine(reader, step.command, { folder, expected: /^INSERT /m })
      if (seenAtMs !== undefined) firstChangeMs ??= seenAtMs - startedAtMs
    }
    reader.say(`${seconds(Date.now() - atMs).padStart(8)}  ${step.do === 'run' ? step.command : step.do}`)
  }
  if (firstChangeMs === undefined) throw new Error('no change was shown')
  reader.say(await loadBundle(folder, reader.node))
  return firstChangeMs
}
