import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
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

/** Packs once for all files, since that compiles the package; `TAILRACE_PACKED` names a folder for who wants it after. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const packed = await pack()
  const kept = process.env['TAILRACE_PACKED']
  if (kept !== undefined) cpSync(packed.tarball, join(kept, basename(packed.tarball)))
  const consumer = await install([packed.tarball])
  project.provide('packed', packed)
  project.provide('consumer', consumer)
  return () => {
    removeFolder(packed.folder)
    removeFolder(consumer)
  }
}
