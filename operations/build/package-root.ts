import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const marks = [
  'package.json',
  ...['yml', 'yaml', 'json', 'ts', 'js', 'mjs', 'cjs'].map(extension => `serverless.${extension}`),
  'template.yaml',
  'template.yml',
  'cdk.json',
]

/** A folder and all above it. */
export function* foldersUp(folder: string): Generator<string> {
  yield folder
  const above = dirname(folder)
  if (above !== folder) yield* foldersUp(above)
}

/** The folder of the package or project that a file belongs to: its own where there is no sign of one. */
export const packageRoot = (file: string): string => {
  const own = dirname(file)
  for (const folder of foldersUp(own)) {
    if (marks.some(name => existsSync(join(folder, name)))) return folder
  }
  return own
}
