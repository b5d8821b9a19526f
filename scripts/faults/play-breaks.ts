// Breaks the product in a copy, one place at a time, and plays what has to notice.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeliberateBreak } from './breaks.ts'

/** How a break ended. */
export interface PlayedBreak {
  readonly broken: DeliberateBreak
  /** Those of `noticedBy` that did not fail; an error where the break fits the file no more. */
  readonly missedBy: readonly string[]
  readonly error?: string
}

/** Long for what takes seconds: a break may leave a play without an end. For each play of a seed. */
const limitMs = 40_000

const size = ['--keys', '40', '--operations', '400', '--workers', '1']
const usualSeeds = 2

const copyOf = (root: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-breaks-'))
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  for (const file of listed.split('\n'))
    if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Which of these fail in the folder as it is now; one that does not end counts as failing. */
const failing = async (
  folder: string,
  ids: readonly string[],
  seeds: number,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const args = ['scripts/test-faults.ts', '--only', ids.join(), '--seeds', String(seeds), ...size]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => texts.push(String(text)))
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  const timer = setTimeout(kill, limitMs * ids.length * seeds)
  signal.addEventListener('abort', kill, { once: true })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  signal.removeEventListener('abort', kill)
  const said = texts.join('')
  if (code === null) return ids
  if (code !== 0 && !said.includes(' passed, ')) throw new Error(said.slice(0, 600))
  return ids.filter(id => new RegExp(`^${id} fails with seed`, 'm').test(said))
}

/** The one place where the text stands; an error where it does not, or stands twice. */
const brokenText = (text: string, { file, from, to }: DeliberateBreak): string => {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${file} has the text ${parts.length - 1} times: ${from}`)
  return parts.join(to)
}

/** Plays each break, and first all that has to notice one without any: that has to pass. */
export const playBreaks = async (
  root: string,
  breaks: readonly DeliberateBreak[],
  signal: AbortSignal,
  tell: (played: PlayedBreak) => void,
): Promise<void> => {
  const folder = copyOf(root)
  try {
    for (const [seeds, some] of Map.groupBy(breaks, ({ seeds = usualSeeds }) => seeds)) {
      const ids = [...new Set(some.flatMap(({ noticedBy }) => noticedBy))]
      const unwell = await failing(folder, ids, seeds, signal)
      if (unwell.length > 0) throw new Error(`without a break ${unwell.join()} fail, so nothing can be said`)
    }
    for (const broken of breaks) {
      if (signal.aborted) return
      const place = join(folder, broken.file)
      const text = readFileSync(place, 'utf8')
      try {
        writeFileSync(place, brokenText(text, broken))
        const noticed = await failing(folder, broken.noticedBy, broken.seeds ?? usualSeeds, signal)
        tell({ broken, missedBy: broken.noticedBy.filter(id => !noticed.includes(id)) })
      } catch (error) {
        tell({
          broken,
          missedBy: broken.noticedBy,
          error: error instanceof Error ? error.message : String(error),
        })
      } finally {
        writeFileSync(place, text)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
