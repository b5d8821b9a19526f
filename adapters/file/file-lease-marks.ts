import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LeaseMark, LeaseMarks } from '../../core/lease/lease-marks.ts'
import { hasCode } from './has-code.ts'
import { writeWhole } from './object-files.ts'
import { privateFile, privateFolder } from './private-files.ts'

/** Others may take an empty folder away between its making and its use. */
const maxTries = 5

const isNumber = (name: string): boolean => /^[1-9]\d*$/.test(name)

const readMark = async (folder: string, name: string): Promise<readonly LeaseMark[]> => {
  try {
    return [{ number: Number(name), text: await readFile(join(folder, name), 'utf8') }]
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

const makeFile = async (folder: string, name: string, text: string): Promise<boolean> => {
  for (let tries = 1; ; tries += 1) {
    await privateFolder(folder)
    try {
      await writeFile(join(folder, name), text, { flag: 'wx', mode: privateFile })
      return true
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      if (!hasCode(error, 'ENOENT') || tries === maxTries) throw error
    }
  }
}

/** Marks as files in a folder of their own, named by their numbers; the folder goes with the last of them. */
export const fileLeaseMarks = (folder: string): LeaseMarks => ({
  list: async () => {
    const names = await readdir(folder).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return []
      throw error
    })
    return (await Promise.all(names.filter(isNumber).map(async name => readMark(folder, name)))).flat()
  },
  create: async (number, text) => makeFile(folder, String(number), text),
  replace: async (number, text) => writeWhole(join(folder, String(number)), text),
  remove: async number => {
    await rm(join(folder, String(number)), { force: true })
    // Only an empty folder goes; whether it does is of no matter.
    await rmdir(folder).catch(() => undefined)
  },
})
