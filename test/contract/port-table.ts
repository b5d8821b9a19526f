import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/** What is known of a source file, by its syntax alone: where its imports lead, and what it declares and calls. */
interface Source {
  readonly tree: ts.SourceFile
  /** Local name to `FILE#NAME`. */
  readonly imports: ReadonlyMap<string, string>
}

const read = (files: readonly string[]): ReadonlyMap<string, Source> =>
  new Map(
    files.map(file => {
      const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
      return [file, { tree, imports: importsOf(file, tree) }]
    }),
  )

const importsOf = (file: string, tree: ts.SourceFile): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const statement of tree.statements) {
    const bindings =
      ts.isImportDeclaration(statement) && statement.importClause?.namedBindings !== undefined
        ? statement.importClause.namedBindings
        : ts.isExportDeclaration(statement)
          ? statement.exportClause
          : undefined
    const from = (statement as ts.ExportDeclaration).moduleSpecifier
    if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) continue
    if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith('.')) continue
    const target = normalize(join(dirname(file), from.text))
    for (const { name, propertyName } of bindings.elements)
      found.set(name.text, `${target}#${(propertyName ?? name).text}`)
  }
  return found
}

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

const isAsync = (member: ts.TypeElement): boolean => /=> *(?:Promise|Async\w+)</.test(member.getText())

/** Interfaces of a room that somebody outside has to implement: one of their functions is waited for. */
const interfacesIn = (sources: ReadonlyMap<string, Source>): ReadonlySet<string> =>
  new Set(
    [...sources].flatMap(([file, { tree }]) =>
      tree.statements.flatMap(node =>
        ts.isInterfaceDeclaration(node) && isExported(node) && node.members.some(isAsync)
          ? [`${file}#${node.name.text}`]
          : [],
      ),
    ),
  )

const namesIn = (node: ts.Node): readonly string[] => {
  const names: string[] = []
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each)) names.push(each.text)
    ts.forEachChild(each, visit)
  }
  visit(node)
  return names
}

/** What a type is or is made of, through the interfaces of its file that extend others. */
const typesIn = (node: ts.Node, file: string, { tree, imports }: Source): readonly string[] =>
  namesIn(node).flatMap(name => {
    const extended = tree.statements.find(each => ts.isInterfaceDeclaration(each) && each.name.text === name)
    const heritage = (extended as ts.InterfaceDeclaration | undefined)?.heritageClauses ?? []
    return [
      imports.get(name) ?? `${file}#${name}`,
      ...heritage.flatMap(each => typesIn(each, file, { tree, imports })),
    ]
  })

/** Exported functions of a file with what they return. */
const functionsIn = (
  file: string,
  source: Source,
): readonly (readonly [name: string, returned: readonly string[]])[] =>
  source.tree.statements.flatMap(node => {
    if (!isExported(node)) return []
    if (ts.isFunctionDeclaration(node) && node.name !== undefined && node.type !== undefined)
      return [[node.name.text, typesIn(node.type, file, source)] as const]
    if (!ts.isVariableStatement(node)) return []
    return node.declarationList.declarations.flatMap(({ name, initializer }) => {
      const type = initializer !== undefined && ts.isArrowFunction(initializer) ? initializer.type : undefined
      return type === undefined ? [] : [[name.getText(), typesIn(type, file, source)] as const]
    })
  })

/** `PORT: IMPLEMENTATION` for each exported function that returns a port. */
export interface PortPair {
  readonly port: string
  readonly implementation: string
  /** `FILE#NAME` of the implementation. */
  readonly id: string
}

const sourcesOf = (patterns: readonly string[]): ReadonlyMap<string, Source> =>
  read(
    globSync([...patterns])
      .map(normalize)
      .filter(file => !file.endsWith('.test.ts'))
      .toSorted(),
  )

/**
 * Every port with every implementation of it, as the sources have them. A port is an interface of `core/`, `processors/`
 * or `engine/ports/` that a function of `adapters/` returns. `adapters/open/` only chooses among implementations.
 */
export const portPairs = (): readonly PortPair[] => {
  const interfaces = interfacesIn(sourcesOf(['core/**/*.ts', 'processors/**/*.ts', 'engine/ports/*.ts']))
  const all = [...sourcesOf(['adapters/**/*.ts', 'engine/**/*.ts', 'core/**/*.ts'])].flatMap(
    ([file, source]) =>
      functionsIn(file, source).flatMap(([implementation, returned]) =>
        [...new Set(returned.filter(type => interfaces.has(type)))].map(type => ({
          type,
          port: type.slice(type.indexOf('#') + 1),
          implementation,
          id: `${file}#${implementation}`,
        })),
      ),
  )
  const isAdapter = ({ id }: PortPair): boolean =>
    id.startsWith('adapters/') && !id.startsWith('adapters/open/')
  const ports = new Set(all.filter(isAdapter).map(({ type }) => type))
  return all
    .filter(({ type, id }) => ports.has(type) && !id.startsWith('adapters/open/'))
    .map(({ port, implementation, id }) => ({ port, implementation, id }))
}

/** What a re-export stands for. */
const origin = (id: string, sources: ReadonlyMap<string, Source>): string => {
  const [file = '', name = ''] = id.split('#')
  const next = sources.get(file)?.imports.get(name)
  return next === undefined ? id : origin(next, sources)
}

/** What a name stands for in its file: what it is declared with, or assigned later. */
const meaningsOf = (name: string, tree: ts.SourceFile): readonly ts.Node[] => {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      found.push(node.initializer)
    const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
    if (isAssignment && node.left.getText() === name) found.push(node.right)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Everything that an expression refers to, through the helpers of its file. */
const reachedFrom = (
  node: ts.Node,
  { tree, imports }: Source,
  seen: Set<string> = new Set(),
): ReadonlySet<string> => {
  for (const name of namesIn(node)) {
    if (seen.has(name)) continue
    seen.add(name)
    if (imports.has(name)) continue
    for (const meaning of meaningsOf(name, tree)) reachedFrom(meaning, { tree, imports }, seen)
  }
  return seen
}

/** `SUITE IMPLEMENTATION` for each suite that a test runs on an implementation, with the tests that do. */
export const heldPairs = (): ReadonlyMap<string, readonly string[]> => {
  const tests = globSync(['{adapters,core,engine}/**/*.test.ts', 'test/{contract,engines,localstack}/*.ts'])
    .map(normalize)
    .filter(file => !/\/broken-\w+\.test\.ts$/.test(file))
  const adapters = sourcesOf(['adapters/**/*.ts', 'engine/**/*.ts', 'core/**/*.ts'])
  const held = new Map<string, string[]>()
  for (const [file, source] of read(tests)) {
    const visit = (node: ts.Node): void => {
      const suite = ts.isCallExpression(node) ? source.imports.get(node.expression.getText()) : undefined
      if (suite?.startsWith('testing/contracts/') === true && ts.isCallExpression(node))
        for (const name of reachedFrom(node, source)) {
          const id = source.imports.get(name)
          if (id === undefined) continue
          const pair = `${suite.slice(suite.indexOf('#') + 1)} ${origin(id, adapters)}`
          held.set(pair, [...new Set([...(held.get(pair) ?? []), file])])
        }
      ts.forEachChild(node, visit)
    }
    visit(source.tree)
  }
  return held
}
