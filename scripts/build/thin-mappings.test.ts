import { SourceMap } from 'node:module'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { thinMappings } from './thin-mappings.ts'

const source = `/** Adds. */
export const sum = (
  left: number,
  right: number,
): number =>
  left +
  // Both of them.
  right

export const most = (all: readonly number[]): number => all
  .map(each => sum(each, 1)).reduce((one, other) =>
    one > other ? one : other)

export class Count { readonly at = 1; next(): number { return this.at + 1 } }
`

/** Where Node leads each place of the module to. */
const linesOf = (module: string, map: object): readonly unknown[] => {
  const traced = new SourceMap(map as ConstructorParameters<typeof SourceMap>[0])
  return module
    .split('\n')
    .flatMap((text, line) =>
      Array.from(
        text,
        (_, column) => (traced.findEntry(line, column) as { originalLine?: number }).originalLine,
      ),
    )
}

it('every place of a module is still led to its line, by less text', () => {
  const { outputText, sourceMapText = '' } = ts.transpileModule(source, {
    compilerOptions: { sourceMap: true, removeComments: true, target: ts.ScriptTarget.ESNext },
  })
  const map = JSON.parse(sourceMapText) as { readonly mappings: string }

  const mappings = thinMappings(map.mappings)

  const lines = linesOf(outputText, map)
  expect(new Set(lines).size).toBeGreaterThan(5)
  expect(linesOf(outputText, { ...map, mappings })).toEqual(lines)
  expect(mappings.length).toBeLessThan(map.mappings.length / 2)
})
