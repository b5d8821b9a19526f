import ts from 'typescript'
import type { Mutant } from './mutant.ts'
import { mutantKey } from './mutant.ts'
import { mutators } from './mutators.ts'
import type { Replacement } from './replacement.ts'

/** Types are gone when the code runs: what is done to them changes nothing. */
const isErased = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  (ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword))

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const changeOf = (text: string, { start, end, text: replacement }: Replacement): string =>
  `${shortened(text.slice(start, end))} -> ${shortened(replacement) || 'nothing'}`

/** All mutants of a source file, in the order of its text. */
export const mutantsOf = (file: string, text: string): readonly Mutant[] => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lines = text.split('\n')
  const seen = new Map<string, number>()
  const found: Mutant[] = []
  const add = (mutator: string, replacement: Replacement): void => {
    const lineNumber = source.getLineAndCharacterOfPosition(replacement.start).line + 1
    const { start, end, text: instead } = replacement
    const line = (lines[lineNumber - 1] ?? '').trim()
    const mutant = { file, mutator, start, end, replacement: instead, lineNumber, line }
    const unnumbered = { ...mutant, change: changeOf(text, replacement), nth: 0 }
    const nth = seen.get(mutantKey(unnumbered)) ?? 0
    seen.set(mutantKey(unnumbered), nth + 1)
    found.push({ ...unnumbered, nth })
  }
  const visit = (node: ts.Node): void => {
    if (isErased(node)) return
    for (const [name, mutator] of Object.entries(mutators)) {
      const replacement = mutator(node, source)
      if (replacement !== undefined) add(name, replacement)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
