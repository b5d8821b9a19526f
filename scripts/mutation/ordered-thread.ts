import { join } from 'node:path'
import { ThreadsPoolWorker } from 'vitest/node'

/** Vitest's thread, with our loop in it. */
export class OrderedThread extends ThreadsPoolWorker {
  override readonly name = 'ordered'
  protected override readonly entrypoint = join(import.meta.dirname, 'test-thread.ts')
}
