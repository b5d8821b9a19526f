import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { below } from './below.ts'

/** An object that is being written, in what it stands, and under which name; without one it stands for what it is in. */
export interface JsonPlace {
  readonly above: JsonPlace | undefined
  readonly name: string | number | undefined
  readonly value: object
}

/** Deeper than any sink reads, and far from where the stack ends. */
const mostLevels = 500

/** `lines.0.price`. Names that are not well-formed would not be in an error's either. */
export const pathTo = (place: JsonPlace | undefined, name?: string | number): string => {
  let path = name === undefined ? '' : String(name)
  for (let at = place; at !== undefined; at = at.above) {
    if (at.name !== undefined) path = path === '' ? String(at.name) : below(String(at.name), path)
  }
  return path.toWellFormed()
}

/** @throws PipelineError `sink.value-unsupported` */
export const refuse = (found: string, place: JsonPlace | undefined, name?: string | number): never => {
  throw raise(sinkFaults, 'sink.value-unsupported', { path: pathTo(place, name), found })
}

/**
 * Steps into an object.
 * @throws PipelineError `sink.value-unsupported` when it stands in itself, or too deep
 */
export const enter = (
  value: object,
  above: JsonPlace | undefined,
  name: string | number | undefined,
): JsonPlace => {
  let levels = 0
  for (let at = above; at !== undefined; at = at.above) {
    if (at.value === value) return refuse('an object that holds itself', above, name)
    levels += 1
  }
  if (levels < mostLevels) return { above, name, value }
  // The whole path would be longer than anybody reads.
  throw raise(sinkFaults, 'sink.value-unsupported', {
    path: `${pathTo(above, name).slice(0, 60)}…`,
    found: `what goes deeper than ${mostLevels} levels`,
  })
}
