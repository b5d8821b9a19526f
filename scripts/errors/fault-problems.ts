import type { DeclaredFault } from './declared-faults.ts'

/** What the declared faults are held against. */
export interface FaultFacts {
  /** The production files that raise each code. */
  readonly raisedIn: ReadonlyMap<string, readonly string[]>
  /** The pages as they stand. */
  readonly pages: string
  /** Whether the package ships a file. */
  readonly isShipped: (file: string) => boolean
}

/** Pages that are named by a path; a URL leads somewhere wherever it is read. */
const namedPages = (remedy: string): readonly string[] => {
  const words = remedy.replaceAll(/https?:\/\/\S+/g, '')
  return [...words.matchAll(/[\w./-]+\.md\b|\bdocs\/[\w./-]*\w/g)].map(([page]) => page)
}

const namesGuide = (remedy: string): boolean => /\bguides?\b/i.test(remedy.replaceAll(/https?:\/\/\S+/g, ''))

const problemsOf = (fault: DeclaredFault, { raisedIn, pages, isShipped }: FaultFacts): readonly string[] => [
  ...((raisedIn.get(fault.code) ?? []).length === 0 ? ['is never raised'] : []),
  ...(pages.includes(`\n### ${fault.code}\n`) ? [] : ['stands on no page of docs/errors']),
  ...(/^[a-z]+\.[a-z]+(-[a-z]+)*$/.test(fault.code) ? [] : ['is not of the form area.problem']),
  ...(fault.remedy === '' ? ['has no remedy'] : []),
  ...namedPages(fault.remedy)
    .filter(page => !isShipped(page))
    .map(page => `has a remedy that points to ${page}, which the package lacks`),
  ...(namesGuide(fault.remedy) ? ['has a remedy that points to a guide, which the package lacks'] : []),
]

/** What is wrong with the faults of the repository, one line for each. */
export const faultProblems = (faults: readonly DeclaredFault[], facts: FaultFacts): readonly string[] =>
  faults.flatMap((fault, position) => {
    const first = faults.findIndex(({ code }) => code === fault.code)
    const twice = first === position ? [] : [`is declared in ${faults[first]?.file ?? ''}, too`]
    return [...twice, ...problemsOf(fault, facts)].map(problem => `${fault.file}: ${fault.code} ${problem}`)
  })
