import { posix } from 'node:path'

/** The files of the repository by their paths from its root, and the texts of those that are pages. */
export interface Repository {
  readonly files: ReadonlySet<string>
  readonly pages: ReadonlyMap<string, string>
}

/** Every folder that holds a file, at whatever depth. */
export const foldersOf = ({ files }: Repository): ReadonlySet<string> => {
  const folders = new Set<string>(['.'])
  for (const file of files)
    for (let folder = posix.dirname(file); !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder)
  return folders
}

/** What a relative link of a page leads to, from the root, without a slash at its end. */
export const targetOf = (page: string, link: string): string =>
  posix.join(posix.dirname(page), decodeURI(link)).replace(/\/$/, '')
