import { basename } from 'node:path'
import { codeWordsIn } from './markdown.ts'
import type { Repository } from './repository.ts'
import { foldersOf } from './repository.ts'

const path = /^(?:\.?\w[\w.-]*\/)*\.?\w[\w.-]*\/?$/
const sourceFile = /\w\.(?:ts|cjs|mjs)$/

/**
 * Files and folders that pages name as code and that are not there. Looked at are paths that begin at a folder of the
 * root, and whatever is called like a source file, which may leave out its first folders.
 *
 * @param allowed - names of files that are somebody else's or are made by what the page says, each with its reason
 */
export const pathProblems = (
  repository: Repository,
  allowed: Readonly<Record<string, string>>,
): readonly string[] => {
  const folders = foldersOf(repository)
  const ends = new Set(
    [...repository.files].flatMap(file => file.split('/').map((_, at, parts) => parts.slice(at).join('/'))),
  )
  const examples = new Set(
    [...repository.files].filter(file => file.startsWith('examples/')).map(file => basename(file)),
  )
  const isMissing = (page: string, word: string): boolean => {
    if (!path.test(word) || Object.hasOwn(allowed, word)) return false
    const name = word.replace(/\/$/, '')
    if (repository.files.has(name) || folders.has(name)) return false
    // A recipe copies an example to where it says.
    if (page.startsWith('docs/recipes/') && examples.has(basename(name))) return false
    const isOurs = name.includes('/') && folders.has(name.split('/')[0] ?? '')
    return isOurs ? !ends.has(name) : sourceFile.test(name) && !ends.has(name)
  }
  return [...repository.pages].flatMap(([page, text]) =>
    [...new Set(codeWordsIn(text))]
      .filter(word => isMissing(page, word))
      .map(word => `${page}: there is no ${word}`),
  )
}
