/** A page of `docs/decisions/`. */
export interface DecisionPage {
  readonly file: string
  readonly text: string
}

const fileName = /^(\d{4})-[a-z\d]+(?:-[a-z\d]+)*\.md$/
const mostLines = 40
const longestTitle = 100

const numberOf = (file: string): string | undefined => fileName.exec(file)?.[1]

const titleOf = ({ text }: DecisionPage): string => /^# \d{4}: (.+)\n/.exec(text)?.[1] ?? ''

const problemsOf = ({ file, text }: DecisionPage): readonly string[] => {
  const number = numberOf(file)
  if (number === undefined) return ['is not called NUMBER-some-words.md']
  const title = titleOf({ file, text })
  const lines = text.trimEnd().split('\n').length
  return [
    ...(text.startsWith(`# ${number}: `) && title !== ''
      ? []
      : [`does not begin with # ${number}: and its title`]),
    ...(title.length > longestTitle || title.endsWith('.')
      ? ['has a title that is too long, or a sentence']
      : []),
    ...(/^#+ /m.test(text.slice(text.indexOf('\n') + 1)) ? ['has a second heading'] : []),
    ...(lines > mostLines ? [`has ${lines} lines, and ${mostLines} are enough`] : []),
  ]
}

/** What is not in the one form: number, title, a short text; and numbers that two pages have. */
export const decisionProblems = (pages: readonly DecisionPage[]): readonly string[] => {
  const seen = new Map<string, string>()
  return pages.flatMap(page => {
    const number = numberOf(page.file) ?? page.file
    const other = seen.get(number)
    seen.set(number, page.file)
    const all = [...problemsOf(page), ...(other === undefined ? [] : [`has the number of ${other}`])]
    return all.map(problem => `${page.file} ${problem}`)
  })
}

/** The page that lists all of them. */
export const decisionIndex = (pages: readonly DecisionPage[]): string =>
  `# Decisions

Written by \`npm run decisions\`. One page per choice that a reader would question: what was chosen, and why. A page says
what was so when it was written; a later one that replaces it says so.

${pages.map(page => `- [${numberOf(page.file) ?? ''}: ${titleOf(page)}](${page.file})`).join('\n')}
`
