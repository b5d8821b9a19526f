import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { majorJavaVersion, outputOf } from '../find-java.ts'
import type { Machine } from './choose.ts'
import { nativePlatform } from './dynamodb-local-files.ts'
import { dynoxideIn, hasDynoxide } from './fetch-dynoxide.ts'

const findDynoxide = (platform: string, arch: string): string | undefined => {
  const require = createRequire(import.meta.url)
  try {
    return dynoxideIn(dirname(require.resolve(`@dynoxide/${platform}-${arch}/package.json`)))
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
    mayFetchDynoxide: hasDynoxide(platform, arch),
    isNativePlatform: nativePlatform(platform, arch) !== undefined,
  }
}
