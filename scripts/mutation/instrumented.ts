// A source with all of its mutants in it, each asleep until its number is called: docs/mutation.md.
import ts from 'typescript'
import type { Mutant } from './mutant.ts'
import { mutatedText } from './mutant.ts'
import { switchPoint } from './switch-points.ts'
import { switchName } from './switches.ts'

/** A mutant, and what it is called by when the code runs. */
export interface NumberedMutant {
  readonly number: number
  readonly mutant: Mutant
}

/** A span that is there twice or more: as it is, and with each of these mutants. */
interface Point {
  readonly start: number
  readonly end: number
  readonly isStatement: boolean
  /** A statement among others. The others, as `else`, are one only with braces. */
  readonly isListed: boolean
  readonly mutants: readonly NumberedMutant[]
}

const asPoint = (node: ts.Node, source: ts.SourceFile, mutants: readonly NumberedMutant[]): Point => ({
  start: node.getStart(source),
  end: node.end,
  isStatement: ts.isStatement(node),
  isListed: ts.isBlock(node.parent) || ts.isSourceFile(node.parent) || ts.isCaseOrDefaultClause(node.parent),
  mutants,
})

/** Statements that begin with what is doubled: by itself, `(` would go on with the line before. */
const statementsAround = (nodes: readonly ts.Node[]): ReadonlySet<ts.Node> => {
  const found = new Set<ts.Node>()
  for (let node of nodes)
    for (; !ts.isSourceFile(node); node = node.parent) if (ts.isExpressionStatement(node)) found.add(node)
  return found
}

const pointsOf = (source: ts.SourceFile, mutants: readonly NumberedMutant[]): readonly Point[] => {
  const byNode = Map.groupBy(mutants, ({ mutant }) => switchPoint(mutant, source))
  const bare = statementsAround([...byNode.keys()])
  return [
    ...[...byNode].map(([node, own]) => asPoint(node, source, own)),
    ...[...bare].filter(node => !byNode.has(node)).map(node => asPoint(node, source, [])),
  ].toSorted((a, b) => a.start - b.start || b.end - a.end || Number(b.isStatement) - Number(a.isStatement))
}

const changed = (text: string, { start, end }: Point, { mutant }: NumberedMutant): string => {
  const moved = { ...mutant, start: mutant.start - start, end: mutant.end - start }
  return mutatedText(text.slice(start, end), moved)
}

/** In braces only where it must be: `({})` and `{` in the next line look like a function to TypeScript. */
const doubledStatement = (text: string, point: Point, inner: string): string => {
  const chosen = point.mutants.map(
    numbered => `if(${switchName}.is(${numbered.number})){${changed(text, point, numbered)}}else `,
  )
  const all = chosen.length === 0 ? `;${inner}` : `${chosen.join('')}{${inner}}`
  return point.isListed ? all : `{${all}}`
}

/** `(0,a)`, since `? (a) : (b)` may begin a function of `a` where `=>` follows. */
const doubledValue = (text: string, point: Point, inner: string): string => {
  const chosen = point.mutants.map(
    numbered => `${switchName}.is(${numbered.number})?(0,${changed(text, point, numbered)}):`,
  )
  return `(${chosen.join('')}(${inner}))`
}

/** The text of a source that behaves as it did, and as the mutant whose number is called. */
export const instrumented = (file: string, text: string, mutants: readonly NumberedMutant[]): string => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const points = pointsOf(source, mutants)
  let next = 0
  const written = (start: number, end: number): string => {
    let at = start
    let out = ''
    for (let point = points[next]; point !== undefined && point.end <= end; point = points[next]) {
      next += 1
      out +=
        text.slice(at, point.start) +
        (point.isStatement ? doubledStatement : doubledValue)(text, point, written(point.start, point.end))
      at = point.end
    }
    return out + text.slice(at, end)
  }
  return `const ${switchName}=globalThis.${switchName};${written(0, text.length)}`
}
