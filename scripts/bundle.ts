// Bundles every function of serverless.yml into a zip of its own, and holds each to its size budget.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bundleFunction } from './bundling/bundle-function.ts'
import type { Packaged } from './bundling/packaged-functions.ts'
import { packagedFunctions } from './bundling/packaged-functions.ts'

/** In bytes. What is, and not to grow; the goals (40 and 15 KB) are missed: docs/reference/limits.md. */
const budgets = { own: 148 * 1024, core: 115 * 1024 }

const bundle = async (packaged: Packaged): Promise<boolean> => {
  const { name, artifact, isOnStream } = packaged
  const { zip, own, core, problems } = await bundleFunction('.', packaged)
  mkdirSync(dirname(artifact), { recursive: true })
  writeFileSync(artifact, zip)
  process.stdout.write(`${name}: ${own} bytes at start, ${core} of them core, ${zip.length} zipped\n`)
  for (const problem of problems) process.stdout.write(`${name}: ${problem}\n`)
  const fits = !isOnStream || (own <= budgets.own && core <= budgets.core)
  if (!fits) process.stdout.write(`${name} is over its budget of ${budgets.own} and ${budgets.core} bytes\n`)
  return fits && problems.length === 0
}

const found = await packagedFunctions('.', process.env)
const fit = await Promise.all(found.map(bundle))
if (fit.includes(false)) process.exitCode = 1
