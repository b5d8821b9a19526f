// Runs the module that stands on standard input, as if it lay where the argument says; in it, the package's names mean
// its sources. The working directory is the module's own, the repository is where this file is.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const [place = '', entriesText = '{}'] = process.argv.slice(2)
const entries = JSON.parse(entriesText) as Readonly<Record<string, string>>
const root = new URL('../../', import.meta.url)
const url = new URL(place, root).href
const source = readFileSync(0, 'utf8')

registerHooks({
  resolve: (specifier, context, next) => {
    const entry = entries[specifier]
    if (entry !== undefined) return { url: new URL(entry, root).href, shortCircuit: true }
    return specifier === url ? { url, shortCircuit: true } : next(specifier, context)
  },
  load: (asked, context, next) =>
    asked === url ? { format: 'module-typescript', source, shortCircuit: true } : next(asked, context),
})

await import(url)
