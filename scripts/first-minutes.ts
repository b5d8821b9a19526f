// Follows docs/guides/first-five-minutes.md word for word, as somebody does who has nothing but Node: both packages come
// from a registry of this script's own on loopback. Prints how long each step took. `-- --node 22.18.0` fetches that
// Node and takes it instead of the project's; `--packed FOLDER` takes tarballs that were made before.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { guideSteps } from './first-minutes/guide-steps.ts'
import type { GuideStep } from './first-minutes/guide-steps.ts'
import { loadBundle } from './first-minutes/load-bundle.ts'
import { packedIn, packPackages } from './first-minutes/pack-packages.ts'
import { runShown } from './first-minutes/run-shown.ts'
import { fetchNode } from './first-minutes/fetch-node.ts'
import { startRegistry } from './first-minutes/start-registry.ts'

/** Of the first change, from the first command on. */
const promisedMs = 60_000

const { values } = parseArgs({ options: { node: { type: 'string' }, packed: { type: 'string' } } })
const place = mkdtempSync(join(tmpdir(), 'tailrace-first-minutes-'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const nodeBin = values.node === undefined ? dirname(process.execPath) : fetchNode(place, values.node)
if (nodeBin === undefined) {
  say(`not run with Node ${values.node ?? ''}: the package registry does not have it`)
  process.exit(0)
}
const tarballs = values.packed === undefined ? packPackages(place) : packedIn(values.packed)
const registry = await startRegistry(place)
const env = {
  ...process.env,
  ...registry.env,
  PATH: `${nodeBin}:${process.env['PATH'] ?? ''}`,
  NODE_ENV: '',
  NO_COLOR: '1',
}

const failed = (step: string, output: string): never => {
  throw new Error(`${step}\n${output}`)
}

const run = async (command: string, folder: string, expected?: RegExp): Promise<number | undefined> => {
  const { status, output, seenAtMs } = await runShown(command, { folder, env, expected })
  if (status !== 0) failed(command, output)
  return seenAtMs
}

/** What everybody has who ever installed something: a filled cache of npm. */
const fillCache = async (): Promise<void> => {
  const folder = join(place, 'before')
  mkdirSync(folder)
  for (const command of ['npm create tailrace tickets -- --yes', 'cd tickets && npm install'])
    await run(command, folder)
}

const follow = async (steps: readonly GuideStep[]): Promise<number | undefined> => {
  let folder = join(place, 'own')
  mkdirSync(folder)
  const startedAtMs = Date.now()
  let firstChangeMs: number | undefined
  for (const step of steps) {
    const atMs = Date.now()
    if (step.do === 'write') writeFileSync(join(folder, step.file), step.text)
    else if (step.do === 'patch')
      await run(`git apply --unidiff-zero ${registry.patchFile(step.text)}`, folder)
    else if (step.command.startsWith('cd ')) folder = resolve(folder, step.command.slice('cd '.length))
    else {
      const seenAtMs = await run(step.command, folder, /^INSERT /m)
      if (seenAtMs !== undefined) firstChangeMs ??= seenAtMs - startedAtMs
    }
    say(`${seconds(Date.now() - atMs).padStart(8)}  ${step.do === 'run' ? step.command : step.do}`)
  }
  say(await loadBundle(folder))
  return firstChangeMs
}

try {
  for (const tarball of tarballs) await run(`npm publish ${tarball} --tag latest`, place)
  await run('node --version', place)
  const coldAtMs = Date.now()
  await fillCache()
  say(`${seconds(Date.now() - coldAtMs).padStart(8)}  started and installed once before, with an empty cache`)
  const steps = guideSteps(readFileSync('docs/guides/first-five-minutes.md', 'utf8'))
  const firstChangeMs = await follow(steps)
  if (firstChangeMs === undefined) failed('npx tailrace dev --once', 'showed no change')
  else {
    say(`first change ${seconds(firstChangeMs)} after the first command, with a warm cache`)
    if (firstChangeMs > promisedMs) say(`that is more than the ${seconds(promisedMs)} that are meant`)
  }
} catch (error) {
  say(`FAILED ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await registry.close()
  rmSync(place, { recursive: true, force: true })
}
