import { anchorsIn, linksIn } from './markdown.ts'
import type { Repository } from './repository.ts'
import { foldersOf, targetOf } from './repository.ts'

const isWhole = (link: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(link)

const isWellFormed = (link: string): boolean =>
  URL.canParse(link) && /^(?:https?:\/\/[^/\s]+\.[^/\s]+|mailto:)/.test(link)

/** Links that lead nowhere: to no file, to no heading; those to other sites are only looked at. */
export const linkProblems = (repository: Repository): readonly string[] => {
  const folders = foldersOf(repository)
  const problemOf = (page: string, link: string): string | undefined => {
    if (isWhole(link)) return isWellFormed(link) ? undefined : 'is no address'
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : targetOf(page, path)
    if (!repository.files.has(target) && !folders.has(target)) return 'leads to no file'
    const text = repository.pages.get(target)
    const isThere = anchor === undefined || text === undefined || anchorsIn(text).has(anchor)
    return isThere ? undefined : `leads to no heading of ${target}`
  }
  return [...repository.pages].flatMap(([page, text]) =>
    linksIn(text).flatMap(link => {
      const problem = problemOf(page, link)
      return problem === undefined ? [] : [`${page}: the link ${link} ${problem}`]
    }),
  )
}

/** Pages under `folder` to which no links lead from the page `start`. */
export const unreachedPages = (repository: Repository, start: string, folder: string): readonly string[] => {
  const reached = new Set([start])
  // A set that grows while it is walked is walked to its end.
  for (const page of reached)
    for (const link of linksIn(repository.pages.get(page) ?? '')) {
      if (isWhole(link)) continue
      const target = targetOf(page, link.replace(/#.*/, ''))
      for (const next of [target, `${target}/README.md`]) if (repository.pages.has(next)) reached.add(next)
    }
  return [...repository.pages.keys()]
    .filter(page => page.startsWith(`${folder}/`) && !reached.has(page))
    .map(page => `${page}: no links lead there from ${start}`)
}
