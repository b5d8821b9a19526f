import { chmodSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { majorJavaVersion, outputOf } from '../find-java.ts'
import type { Machine } from './choose.ts'
import { nativePlatform } from './dynamodb-local-files.ts'

const findDynoxide = (platform: string, arch: string): string | undefined => {
  const require = createRequire(import.meta.url)
  try {
    const folder = dirname(require.resolve(`@dynoxide/${platform}-${arch}/package.json`))
    const binary = ['dynoxide', 'bin/dynoxide', 'dynoxide.exe', 'bin/dynoxide.exe']
      .map(name => join(folder, name))
      .find(path => existsSync(path))
    // npm does not keep the executable bit of every package.
    if (binary !== undefined) chmodSync(binary, 0o755)
    return binary
  } catch {
    return undefined
  }
}

/** Looks at what this machine has. */
export const probeMachine = async (platform: string, arch: string): Promise<Machine> => {
  const [java, maven] = await Promise.all([outputOf('java', ['-version']), outputOf('mvn', ['-v'])])
  return {
    javaVersion: java === undefined ? undefined : majorJavaVersion(java),
    hasMaven: maven !== undefined,
    dynoxide: findDynoxide(platform, arch),
    isNativePlatform: nativePlatform(platform, arch) !== undefined,
  }
}
