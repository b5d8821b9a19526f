import { mkdir } from 'node:fs/promises'

/** Items, keys and parked records are in these files: for their owner only. What is there already keeps its mode. */
export const privateFile = 0o600

const privateFolderMode = 0o700

/** Makes a folder, and those above it that are missing, for its owner only. */
export const privateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: privateFolderMode })
}
