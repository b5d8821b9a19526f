import { posix } from 'node:path'
import ts from 'typescript'

/** What an entry exports, where it is declared. */
export interface PublicDeclaration {
  readonly name: string
  readonly file: string
  /** All of one name: overloads, and a type beside a value. */
  readonly nodes: readonly ts.Node[]
}

/** Gives the syntax of a file. */
export type SyntaxOf = (file: string) => ts.SourceFile

/** Each file is read once, though many entries lead to it. */
export const syntaxReader = (read: (file: string) => string): SyntaxOf => {
  const known = new Map<string, ts.SourceFile>()
  return file => {
    const source = known.get(file) ?? ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
    known.set(file, source)
    return source
  }
}

const isDeclaration = (node: ts.Node): node is ts.DeclarationStatement =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isEnumDeclaration(node)

/** The comment of a `const` stands before its statement. */
const declaredAs = (source: ts.SourceFile, name: string): readonly ts.Node[] =>
  source.statements.filter(statement =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some(({ name: each }) => each.getText(source) === name)
      : isDeclaration(statement) && statement.name?.text === name,
  )

const passedOnBy = (source: ts.SourceFile) =>
  source.statements.flatMap(statement => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return []
    if (!ts.isNamedExports(statement.exportClause)) return []
    const { moduleSpecifier: from } = statement
    const file =
      from !== undefined && ts.isStringLiteral(from)
        ? posix.join(posix.dirname(source.fileName), from.text)
        : undefined
    return statement.exportClause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      original: (propertyName ?? name).text,
      file,
    }))
  })

const exportedHere = (source: ts.SourceFile): readonly string[] =>
  source.statements
    .filter(
      statement =>
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true,
    )
    .flatMap(statement =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText(source))
        : isDeclaration(statement) && statement.name !== undefined
          ? [statement.name.text]
          : [],
    )

const resolve = (file: string, name: string, as: string, syntaxOf: SyntaxOf): PublicDeclaration => {
  const source = syntaxOf(file)
  const passed = passedOnBy(source).find(each => each.name === name)
  if (passed?.file !== undefined) return resolve(passed.file, passed.original, as, syntaxOf)
  return { name: as, file, nodes: declaredAs(source, passed?.original ?? name) }
}

/** Everything that a file exports, followed to where it is declared; `export *` is not followed, for there is none. */
export const publicDeclarations = (entry: string, syntaxOf: SyntaxOf): readonly PublicDeclaration[] => {
  const source = syntaxOf(entry)
  const names = [...passedOnBy(source).map(({ name }) => name), ...exportedHere(source)]
  return names.map(name => resolve(entry, name, name, syntaxOf))
}
