import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A Java that can be run. */
export interface Java {
  readonly command: string
  readonly major: number
}

/** What a command says, on both of its outputs; nothing when it is not there or fails. */
export const outputOf = async (command: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise(resolve => {
    execFile(command, [...args], { timeout: 30_000 }, (error, stdout, stderr) => {
      resolve(error === null ? stdout + stderr : undefined)
    })
  })

/** `17` of `openjdk version "17.0.15"`, `8` of `java version "1.8.0_1"`. */
export const majorJavaVersion = (text: string): number | undefined => {
  const found = /version "(?:1\.)?(\d+)/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Where systems put the Javas that are not the default one. */
const folders = ['/usr/lib/jvm', '/opt/java', '/Library/Java/JavaVirtualMachines'] as const

const commandsIn = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap(name => [join(folder, name, 'bin/java'), join(folder, name, 'Contents/Home/bin/java')])
    .filter(path => existsSync(path))
}

/** The Javas of this machine: JAVA_HOME first, then the default one, then those beside it. */
export const findJavas = async (
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Java[]> => {
  const { JAVA_HOME } = env
  const home = JAVA_HOME === undefined || JAVA_HOME === '' ? [] : [join(JAVA_HOME, 'bin/java')]
  const commands = [...home, 'java', ...folders.flatMap(commandsIn)]
  const found = await Promise.all(
    commands.map(async command => {
      const major = majorJavaVersion((await outputOf(command, ['-version'])) ?? '')
      return major === undefined ? [] : [{ command, major }]
    }),
  )
  return found.flat()
}
