import { appendFile, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { privateFile, privateFolder } from './private-files.ts'

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** A line that was cut off by a kill is no line; everything before it counts. */
const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** All whole lines of an NDJSON file, parsed; nothing when there is no such file. */
export async function* readLines(path: string): AsyncGenerator {
  const file = await open(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (file === undefined) return
  try {
    let rest = ''
    // Not by the stream's own lines, which also end at U+2028: JSON holds that as it is.
    for await (const piece of file.createReadStream({ encoding: 'utf8', autoClose: false })) {
      const lines = (rest + String(piece)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const value = parsed(line)
        if (value !== undefined) yield value
      }
    }
    const last = parsed(rest)
    if (last !== undefined) yield last
  } finally {
    await file.close()
  }
}

const linesIn = (text: string): readonly unknown[] =>
  text.split('\n').flatMap(line => {
    const value = parsed(line)
    return value === undefined ? [] : [value]
  })

/**
 * Follows an NDJSON file that others may append to: each call gives the whole lines that came since the one before.
 * Calls must not overlap.
 */
export const followLines = (path: string): (() => Promise<readonly unknown[]>) => {
  let offset = 0
  return async () => {
    try {
      await using file = await open(path, 'r')
      const { size } = await file.stat()
      if (size <= offset) return []
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset)
      const end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
      offset += end
      return linesIn(buffer.toString('utf8', 0, end))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }
}

const endsMidLine = async (path: string): Promise<boolean> => {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size === 0) return false
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer.toString() !== '\n'
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Appends lines. After a kill in the middle of a line, what is appended still begins a line of its own. */
export const appendTexts = async (path: string, texts: readonly string[]): Promise<void> => {
  if (texts.length === 0) return
  await privateFolder(dirname(path))
  const lines = texts.map(text => `${text}\n`).join('')
  await appendFile(path, (await endsMidLine(path)) ? `\n${lines}` : lines, { mode: privateFile })
}

/** Appends values, each as a line of JSON. */
export const appendLines = async (path: string, values: readonly unknown[]): Promise<void> =>
  appendTexts(
    path,
    values.map(value => JSON.stringify(value)),
  )
