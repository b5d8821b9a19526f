// Bundles every function of serverless.yml into a zip of its own, and holds each to its size budget. With --check no zip
// is written, and a table says what weighs what.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bundleFunction } from './bundling/bundle-function.ts'
import { loadedAtStart } from './bundling/loaded-at-start.ts'
import type { Packaged } from './bundling/packaged-functions.ts'
import { packagedFunctions } from './bundling/packaged-functions.ts'
import type { Weights } from './bundling/weights.ts'
import { weightOf, weightTable } from './bundling/weights.ts'

/** In bytes. What is, and not to grow; why it is not less: docs/decisions/0167-what-weighs-what.md. */
const budgets = { own: 161 * 1024, core: 115 * 1024 }

/**
 * Bytes that Lambda's init loads with the deployed sinks named, their clients included: 0305-opened-during-init.md. A
 * function that is not named has none.
 */
const atStart: Readonly<Record<string, number>> = { projections: 386 * 1024, reactions: 194 * 1024 }

const isCheck = process.argv.includes('--check')

interface Bundled {
  readonly name: string
  readonly isOnStream: boolean
  readonly isFit: boolean
  readonly weights: Weights
}

const bundle = async (packaged: Packaged): Promise<Bundled> => {
  const { name, artifact, isOnStream } = packaged
  const { files, entry, zip, own, weights, problems } = await bundleFunction('.', packaged)
  const core = weightOf(weights, 'core')
  if (!isCheck) {
    mkdirSync(dirname(artifact), { recursive: true })
    writeFileSync(artifact, zip)
  }
  process.stdout.write(`${name}: ${own} bytes at start, ${core} of them core, ${zip.length} zipped\n`)
  for (const problem of problems) process.stdout.write(`${name}: ${problem}\n`)
  const loaded = isCheck && isOnStream ? await loadedAtStart(files, entry) : []
  const loadedBytes = loaded.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0)
  const most = atStart[name] ?? Infinity
  if (loaded.length > 0)
    process.stdout.write(
      `${name}: ${loadedBytes} bytes in ${loaded.length} files by its init, at most ${most}\n`,
    )
  const fits = loadedBytes <= most && (!isOnStream || (own <= budgets.own && core <= budgets.core))
  if (!fits) process.stdout.write(`${name} is over its budget of ${budgets.own} and ${budgets.core} bytes\n`)
  return { name, isOnStream, isFit: fits && problems.length === 0, weights }
}

const found = await packagedFunctions('.', process.env)
const bundles = await Promise.all(found.map(bundle))
const onStream = bundles.filter(each => each.isOnStream)
if (isCheck) process.stdout.write(weightTable(onStream.map(({ name, weights }) => [name, weights])))
if (bundles.some(({ isFit }) => !isFit)) process.exitCode = 1
