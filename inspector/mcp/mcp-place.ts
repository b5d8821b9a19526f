import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProcessAlive } from '../../operations/local-run/process-alive.ts'

/** Where a running dev answers assistants. */
export interface McpPlace {
  readonly pid: number
  readonly port: number
}

const tokenFile = (folder: string): string => join(folder, '.tailrace', 'mcp-token')
const placeFile = (folder: string): string => join(folder, '.tailrace', 'mcp.json')

const writeOwn = (file: string, text: string): void => {
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
}

/** A token that others could have read is none: a checkout brings files that everybody may read. */
const ownToken = (file: string): string | undefined => {
  try {
    const token = readFileSync(file, 'utf8').trim()
    return (statSync(file).mode & 0o077) === 0 && /^[\w-]{32,}$/.test(token) ? token : undefined
  } catch {
    return undefined
  }
}

/** The token of a project, for this user only; made where there is none. It lasts, since assistants are set up once. */
export const lastingToken = (folder: string): string => {
  const file = tokenFile(folder)
  const known = ownToken(file)
  if (known !== undefined) return known
  const token = randomBytes(32).toString('base64url')
  mkdirSync(join(folder, '.tailrace'), { recursive: true, mode: 0o700 })
  writeOwn(file, `${token}\n`)
  return token
}

/** Leaves word of where a dev answers. @returns what takes it away, if it is still this process's */
export const announceMcp = (folder: string, place: McpPlace): (() => void) => {
  writeOwn(placeFile(folder), JSON.stringify(place))
  return () => {
    if (placeIn(folder)?.pid === place.pid) rmSync(placeFile(folder), { force: true })
  }
}

const placeIn = (folder: string): McpPlace | undefined => {
  try {
    return JSON.parse(readFileSync(placeFile(folder), 'utf8')) as McpPlace
  } catch {
    return undefined
  }
}

/** Where a dev of this folder answers now, and what it wants to see; nothing where none runs. */
export const runningMcp = (folder: string): (McpPlace & { readonly token: string }) | undefined => {
  const place = placeIn(folder)
  const token = ownToken(tokenFile(folder))
  if (place === undefined || token === undefined || !isProcessAlive(place.pid)) return undefined
  return { ...place, token }
}
