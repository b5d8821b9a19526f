import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { FailedObject } from './objects/failed-object.ts'
import type { FoundObject, LoadedObject } from './objects/found-object.ts'
import { readObject } from './objects/found-object.ts'
import { ownFunction } from './objects/own-objects.ts'
import type { RedriveRun } from './redrive-run.ts'
import { objectsAtOnce } from './redrive-run.ts'

/** What another redrive has in hand is older than what is behind it, and may fail there. */
const block = (object: FailedObject, run: RedriveRun): void => {
  const own = ownFunction(run, object.functionName)
  if (own === undefined) return
  const waiting = object.processor === undefined ? own.registry.names() : [object.processor]
  for (const { view } of object.records)
    for (const processor of waiting) run.lanes.block(own.functionName, processor, view)
}

/** Takes an object in hand and reads it, unless another redrive has it or has set it aside. */
const load = async (found: FoundObject, run: RedriveRun): Promise<readonly LoadedObject[]> => {
  const { objectClaims, tally, tell } = run
  const taking = await objectClaims.take(found)
  // Only now: what was read before may be what another redrive has redriven since.
  const object = await readObject(found)
  if (object === undefined) {
    await objectClaims.drop(found)
    tally.settledElsewhere += 1
    tell({ event: 'SettledElsewhere', object: found.object })
    return []
  }
  if (taking.type === 'taken') return [{ found, object }]
  tally.inHand += 1
  block(object, run)
  tell({ event: 'InHand', object: found.object, holder: taking.by, untilMs: taking.untilMs })
  return []
}

/** A rehearsal takes nothing in hand. */
const look = async (found: FoundObject): Promise<readonly LoadedObject[]> => {
  const object = await readObject(found)
  return object === undefined ? [] : [{ found, object }]
}

/** The objects of a wave that are for this redrive now. */
export const loadWave = async (
  wave: readonly FoundObject[],
  run: RedriveRun,
): Promise<readonly LoadedObject[]> => {
  const step = run.dryRun ? look : async (found: FoundObject) => load(found, run)
  return (await mapConcurrently(wave, objectsAtOnce, step)).flat()
}
