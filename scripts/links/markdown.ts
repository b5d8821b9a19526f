/** A page without its code, lines kept: what looks like a link in code is none. */
const proseOf = (page: string): string =>
  page
    .replaceAll(/^( *)(```+).*?^ *\2`*$/gms, block => block.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')

/** Where a page's links and pictures lead, as it says it. */
export const linksIn = (page: string): readonly string[] => {
  const prose = proseOf(page)
  const inline = [...prose.matchAll(/\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+"[^"]*")?\s*\)/g)]
  const listed = [...prose.matchAll(/^ {0,3}\[[^\]]+\]: *(\S+)/gm)]
  return [...inline, ...listed].map(([, target = '']) => target)
}

const withoutMarks = (heading: string): string =>
  heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '')

const headingLine = /^ {0,3}#{1,6} +(.*?)(?: +#+)? *$/gm

/** The anchors that GitHub gives to the headings of a page. */
export const anchorsIn = (page: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  // Headings keep their code, so only blocks are left out.
  const headings = page.replaceAll(/^( *)(```+).*?^ *\2`*$/gms, '').matchAll(headingLine)
  for (const [, heading = ''] of headings) {
    const plain = withoutMarks(heading)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = plain
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${plain}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** Everything that a page sets as code within its text. */
export const codeWordsIn = (page: string): readonly string[] =>
  [...page.replaceAll(/^( *)(```+).*?^ *\2`*$/gms, '').matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(
    ([, word = '']) => word,
  )
