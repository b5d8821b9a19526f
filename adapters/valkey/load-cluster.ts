import type * as Library from '@redis/client'
import { exportsOf } from '../exports-of.ts'

/** Clients of a cluster, from a file of its own: a bundle of ours leaves them out of what one server is reached by. */
export const loadCluster = async (): Promise<Pick<typeof Library, 'createCluster'>> =>
  exportsOf(await import('@redis/client'))
