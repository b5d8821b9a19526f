import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'

/** That files of one room import files of another. */
export interface RoomImport {
  readonly from: string
  readonly to: string
  /** Nothing of it is left at run time. */
  readonly isTypeOnly: boolean
}

interface Found {
  readonly specifier: string
  readonly isTypeOnly: boolean
}

const textOf = (node: ts.Node | undefined): string =>
  node !== undefined && ts.isStringLiteral(node) ? node.text : ''

const importOf = (node: ts.Node): Found | undefined => {
  if (ts.isImportDeclaration(node)) {
    const isTypeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    return { specifier: textOf(node.moduleSpecifier), isTypeOnly }
  }
  if (ts.isExportDeclaration(node))
    return { specifier: textOf(node.moduleSpecifier), isTypeOnly: node.isTypeOnly }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: textOf(node.argument.literal), isTypeOnly: true }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isDynamic ? { specifier: textOf(node.arguments[0]), isTypeOnly: false } : undefined
}

const importsIn = (file: string, text: string): readonly Found[] => {
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    const one = importOf(node)
    if (one?.specifier.startsWith('.') === true) found.push(one)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
  return found
}

const roomOf = (path: string): string => path.split('/')[0] ?? ''

/** The imports from room to room, by name; a room is a folder at the top. Tests may import what they like. */
export const roomImports = (
  files: readonly string[],
  read: (file: string) => string = file => readFileSync(file, 'utf8'),
): readonly RoomImport[] => {
  const found = new Map<string, RoomImport>()
  for (const file of files.filter(path => !path.endsWith('.test.ts'))) {
    for (const { specifier, isTypeOnly } of importsIn(file, read(file))) {
      const from = roomOf(file)
      const to = roomOf(posix.join(posix.dirname(file), specifier))
      const name = `${from} ${to}`
      if (from !== to)
        found.set(name, { from, to, isTypeOnly: isTypeOnly && (found.get(name)?.isTypeOnly ?? true) })
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}
