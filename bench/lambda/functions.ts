// The functions that are looked at: the shop's search index and cache, with a record of what was done where there is one.
import { join } from 'node:path'
import { bundleOurs, bundleTypical } from '../cold/bundle-starts.ts'
import type { ColdPlaces, ColdStart } from '../cold/starts.ts'
import { coldEnv, typicalSource } from '../cold/starts.ts'

/** A bundle under a folder, and the environment that it is started in. */
export interface LambdaFunction {
  readonly name: string
  readonly folder: string
  readonly handler: string
  readonly env: Readonly<Record<string, string>>
}

const start: ColdStart = { name: 'view', file: 'projections', sinks: ['search', 'cache'], hasLedger: true }

/** As its own documentation writes a listener: a pipeline of events; it has no record of what was done. */
const streamSource = `
import _ from 'highland'
import { fromDynamodb } from 'aws-lambda-stream/from/dynamodb'
import { toPromise } from 'aws-lambda-stream/utils/handler'
import { typicalCache } from './cold/typical-cache.ts'
import { typicalSearch } from './cold/typical-search.ts'
const effects = async uow => {
  const { raw } = uow.event
  await Promise.all([typicalSearch(raw.new, uow.record), typicalCache(raw.new, uow.record)])
  return uow
}
export const handler = async event =>
  fromDynamodb(event, { pkFn: 'PK', skFn: 'SK' }).map(uow => _(effects(uow))).parallel(16).through(toPromise)
`

/** Each in a folder of its own. */
export const lambdaFunctions = async (
  ownFolder: () => string,
  places: ColdPlaces,
): Promise<readonly LambdaFunction[]> => {
  const env = coldEnv(start, places)
  const bundled = async (name: string, source: string): Promise<LambdaFunction> => {
    const folder = ownFolder()
    await bundleTypical(source, folder, 'esm')
    return { name, folder, handler: 'stdin.handler', env }
  }
  const folder = ownFolder()
  await bundleOurs('projections', folder)
  return [
    { name: 'ours, with a ledger', folder, handler: join('functions', 'projections.handler'), env },
    await bundled('Powertools, with idempotency', typicalSource(start)),
    await bundled('Powertools', typicalSource({ ...start, hasLedger: false })),
    await bundled('aws-lambda-stream', streamSource),
  ]
}
