import { fileURLToPath } from 'node:url'
import { reasonOf } from '../../core/errors/thrown.ts'

const frame = /(?:\(|at (?:async )?|^)((?:file:\/\/|\/|[A-Za-z]:\\)[^\n()]+?):(\d+)(?::(\d+))?\)?$/

const isOthers = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path)

/** The first place in a stack that is neither Node's nor a package's. */
const placeIn = (stack: string): string | undefined => {
  for (const line of stack.split('\n')) {
    const [, path, row, column] = frame.exec(line.trim()) ?? []
    if (path === undefined || row === undefined || isOthers(path)) continue
    const file = path.startsWith('file:') ? fileURLToPath(path) : path
    return [file, row, ...(column === undefined ? [] : [column])].join(':')
  }
  return undefined
}

/** What a loader says, with the file, line and column of the user's code that it is about, where that is known. */
export const reasonWithPlace = (error: unknown): string => {
  const reason = reasonOf(error)
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined
  const place = typeof stack === 'string' ? placeIn(stack) : undefined
  return place === undefined || reason.includes(place) ? reason : `${place}: ${reason}`
}
