// Exports that nothing imports, apart from the package's entries and what is loaded by path or on demand.
import { analyzeTsConfig } from 'ts-unused-exports'

const loadedByPath =
  /^(functions|scripts|bench|docs|examples|adapters)\/|^cli\/(main|[a-z-]+-command)\.ts$|^inspector\/server\/open-(inspector|recorded)\.ts$|^inspector\/wire\/model\.ts$|(^|\/)index\.ts$|\.config\.ts$|\/global-setup\.ts$|^model\/northwind\/input\.ts$|^processors\/search-index\/fill(-index|ing-mark)\.ts$/
const root = `${process.cwd()}/`

const { unusedExports } = analyzeTsConfig('tsconfig.json', ['--allowUnusedTypes'])
const unused = Object.entries(unusedExports)
  .map(([file, names]) => [file.replace(root, ''), names.map(({ exportName }) => exportName)] as const)
  .filter(([file]) => !loadedByPath.test(file))

for (const [file, names] of unused) process.stdout.write(`${file}: ${names.join(', ')}\n`)
process.exitCode = unused.length === 0 ? 0 : 1
