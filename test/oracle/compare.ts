/** What a line is about: everything before its content. */
const headOf = (line: string): string => line.split(' {', 1)[0] ?? ''

const countsOf = (lines: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

const without = (lines: readonly string[], others: readonly string[]): readonly string[] => {
  const left = countsOf(others)
  return lines.filter(line => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

const inOrder = (lines: readonly string[]): readonly string[] =>
  lines.toSorted((a, b) => (headOf(a) < headOf(b) ? -1 : headOf(a) > headOf(b) ? 1 : 0))

const shown = 20

const listed = (what: string, lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, shown).map(line => `${what}: ${line}`),
  ...(lines.length > shown ? [`${what}: ${lines.length - shown} more`] : []),
]

/**
 * How what is there differs from what was promised, as lines for a person; each line counts as often as it stands there.
 * With `ordered` those about one thing have to follow one another as promised.
 */
export const differencesIn = (
  promised: readonly string[],
  found: readonly string[],
  { ordered = false }: { readonly ordered?: boolean } = {},
): readonly string[] => {
  const differences = [
    ...listed('missing', without(promised, found)),
    ...listed('not promised', without(found, promised)),
  ]
  if (!ordered || differences.length > 0) return differences
  const [wanted, is] = [inOrder(promised), inOrder(found)]
  return listed(
    'out of order',
    is.filter((line, at) => line !== wanted[at]),
  )
}
