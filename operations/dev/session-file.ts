import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProcessAlive } from '../local-run/process-alive.ts'
import { applicationEnv } from '../local-run/application-env.ts'

/** What a running `tailrace dev` leaves for other commands and for the user's own programs. */
export interface SessionNote {
  readonly pid: number
  /** Epoch milliseconds. */
  readonly startedAtMs: number
  /** Name of the deploy file. */
  readonly file: string
  /** Of the tables. */
  readonly endpoint: string
  readonly region: string
  readonly tables: readonly {
    readonly id: string
    readonly tableName: string
    readonly streamArn: string
  }[]
  readonly functions: readonly string[]
  readonly runFolder: string
  /** Where the effects go: variables that open the same sinks. */
  readonly sinks: Readonly<Record<string, string>>
}

const places = (folder: string): { readonly note: string; readonly env: string } => ({
  note: join(folder, '.tailrace', 'session.json'),
  env: join(folder, '.tailrace', 'env'),
})

/** The file of variables for programs of the user's own. */
export const envFileOf = (folder: string): string => places(folder).env

const envText = (note: SessionNote): string => {
  const names = note.tables.map(({ tableName }) => tableName).join(', ')
  const lines = Object.entries(applicationEnv(note)).map(([name, value]) => `${name}=${value}`)
  return [`# Tables of tailrace dev: ${names}`, ...lines, ''].join('\n')
}

/** Who reads it meanwhile finds the old text or the new one. */
const writeWhole = (path: string, text: string, pid: number): void => {
  const draft = `${path}.${pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, path)
}

/** Writes the note and `.tailrace/env`, both for this user only. @returns the path of the latter */
export const writeSessionNote = (folder: string, note: SessionNote): string => {
  const { note: notePath, env } = places(folder)
  mkdirSync(join(folder, '.tailrace'), { recursive: true, mode: 0o700 })
  writeWhole(notePath, `${JSON.stringify(note, null, 2)}\n`, note.pid)
  writeWhole(env, envText(note), note.pid)
  return env
}

/** Takes the note away, if it is still this process's. */
export const removeSessionNote = (folder: string, pid: number): void => {
  if (noteIn(folder)?.pid !== pid) return
  const { note, env } = places(folder)
  rmSync(note, { force: true })
  rmSync(env, { force: true })
}

const noteIn = (folder: string): SessionNote | undefined => {
  try {
    return JSON.parse(readFileSync(places(folder).note, 'utf8')) as SessionNote
  } catch {
    return undefined
  }
}

/** The note of a `tailrace dev` that runs in this folder now; one of a process that was killed is none. */
export const readSessionNote = (folder: string): SessionNote | undefined => {
  const note = noteIn(folder)
  return note !== undefined && isProcessAlive(note.pid) ? note : undefined
}
