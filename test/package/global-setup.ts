import type { TestProject } from 'vitest/node'
import type { PackedPackage } from './pack.ts'
import { install, pack, removeFolder } from './pack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: PackedPackage
    /** A project with nothing but the package, and what npm brings with it. */
    readonly consumer: string
  }
}

/** Packs once for all files, since that compiles the package. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const packed = await pack()
  const consumer = await install([packed.tarball])
  project.provide('packed', packed)
  project.provide('consumer', consumer)
  return () => {
    removeFolder(packed.folder)
    removeFolder(consumer)
  }
}
