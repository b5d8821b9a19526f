import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { isPlain } from '../../engine/plain.ts'
import { foldersUp } from './package-root.ts'

const typeOf = (folder: string): unknown => {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return isPlain(value) ? (value['type'] ?? 'unsaid') : 'unsaid'
  } catch {
    return undefined
  }
}

/**
 * How Node takes a file: by its extension, then by the `type` of the nearest package.json; nothing where neither says,
 * so that its syntax decides.
 * @see https://nodejs.org/api/packages.html#determining-module-system
 */
export const moduleFormat = (file: string): 'esm' | 'cjs' | undefined => {
  const extension = extname(file)
  if (/^\.m[jt]s$/.test(extension)) return 'esm'
  if (/^\.c[jt]s$/.test(extension)) return 'cjs'
  for (const folder of foldersUp(dirname(file))) {
    const type = typeOf(folder)
    if (type === 'module') return 'esm'
    if (type === 'commonjs') return 'cjs'
    if (type !== undefined) return undefined
  }
  return undefined
}
