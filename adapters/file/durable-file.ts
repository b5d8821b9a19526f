import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { privateFile } from './private-files.ts'

/** Replaces a file's text: whoever reads it after a crash, of the machine too, finds the old text or the new one. */
export const writeDurably = async (file: string, text: string): Promise<void> => {
  const draft = await open(`${file}.draft`, 'w', privateFile)
  try {
    await draft.writeFile(text)
    await draft.sync()
  } finally {
    await draft.close()
  }
  await rename(`${file}.draft`, file)
  const folder = await open(dirname(file), 'r')
  await folder.sync().finally(async () => folder.close())
}
