import type { KnownFailure } from './known-failure.ts'
import { backfillFailures } from './of-backfills.ts'
import { shardFailures } from './of-shards.ts'
import { sinkFailures } from './of-sinks.ts'
import { versionFailures } from './of-versions.ts'

const numberOf = ({ id }: KnownFailure): number => Number(id.slice(1))

/** What others are known to have lost, doubled or brought back, T1 to T31. */
export const knownFailures: readonly KnownFailure[] = [
  ...versionFailures,
  ...shardFailures,
  ...sinkFailures,
  ...backfillFailures,
].toSorted((a, b) => numberOf(a) - numberOf(b))
