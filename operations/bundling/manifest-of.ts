import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPlain } from '../../engine/plain.ts'
import { packageRoot } from '../build/package-root.ts'

/** What the package.json of the package that a file is in says; nothing where it cannot be read. */
export const manifestOf = (file: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(join(packageRoot(file), 'package.json'), 'utf8'))
    return isPlain(value) ? value : undefined
  } catch {
    return undefined
  }
}
