import { chmodSync, existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../faults.ts'
import { runTied } from '../run-tied.ts'
import { shellCommand } from '../spawn-tied.ts'

/** The release that the engine's suite runs on. */
export const dynoxideVersion = '1.2.1'

/** Platforms that npm has it for. */
const platforms: readonly string[] = ['linux-x64']

/** Whether npm has dynoxide for a platform. */
export const hasDynoxide = (platform: string, arch: string): boolean =>
  platforms.includes(`${platform}-${arch}`)

/** The binary of an installed package, made executable: npm does not keep the bit of every package. */
export const dynoxideIn = (folder: string): string | undefined => {
  const binary = ['dynoxide', 'bin/dynoxide', 'dynoxide.exe', 'bin/dynoxide.exe']
    .map(name => join(folder, name))
    .find(path => existsSync(path))
  if (binary !== undefined) chmodSync(binary, 0o755)
  return binary
}

/** Installs a package with npm, and whatever registry and proxy npm is set to. Gives npm's words where it fails. */
const npmInstall = async (folder: string, wanted: string): Promise<string | undefined> => {
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error']
  const install = ['npm', 'install', '--prefix', folder, ...quiet, wanted]
  const command = process.platform === 'win32' ? shellCommand(install.join(' '), 'win32') : install
  const { code, said } = await runTied(command, { folder })
  if (code === 0) return undefined
  // The first line has a code, the second says what happened.
  return said.split('\n').slice(0, 2).join(' ').trim() || `npm ended with ${String(code ?? 'a signal')}`
}

/**
 * Gives dynoxide's binary in the cache folder, and fetches it with npm where it is not there yet. It has seven
 * megabytes, so the package does not bring it along.
 *
 * @throws PipelineError `machine.engine-not-fetched`
 */
export const fetchDynoxide = async (
  { cacheFolder, platform, arch }: Readonly<Record<'cacheFolder' | 'platform' | 'arch', string>>,
  install = npmInstall,
): Promise<string> => {
  const name = `@dynoxide/${platform}-${arch}`
  const folder = join(cacheFolder, `dynoxide-${dynoxideVersion}-${platform}-${arch}`)
  const installed = join(folder, 'node_modules', name)
  const found = dynoxideIn(installed)
  if (found !== undefined) return found
  await mkdir(cacheFolder, { recursive: true })
  const draft = await mkdtemp(`${folder}-draft-`)
  try {
    await writeFile(join(draft, 'package.json'), '{ "private": true }\n')
    const problem = await install(draft, `${name}@${dynoxideVersion}`)
    const what = `dynoxide ${dynoxideVersion}`
    if (problem !== undefined)
      throw raise(machineFaults, 'machine.engine-not-fetched', { what, reason: problem })
    const isWhole = dynoxideIn(join(draft, 'node_modules', name)) !== undefined
    // Somebody else may have been faster; what they put there is as good.
    if (isWhole && dynoxideIn(installed) === undefined) {
      await rm(folder, { recursive: true, force: true })
      await rename(draft, folder).catch(() => undefined)
    }
    const binary = dynoxideIn(installed)
    if (binary !== undefined) return binary
    throw raise(machineFaults, 'machine.engine-not-fetched', { what, reason: `${name} holds no program` })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
