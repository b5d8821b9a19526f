import { isPipelineError } from '../core/errors/pipeline-error.ts'
import { reasonOf } from '../core/errors/thrown.ts'
import { printable } from '../core/printable.ts'

/** How a command ends; docs/reference/commands.md explains each. */
export const exitCodes = Object.freeze({
  done: 0,
  unexpected: 1,
  usage: 2,
  differences: 3,
  failed: 4,
  configuration: 5,
  machine: 6,
  interrupted: 130,
})

const byArea: Readonly<Record<string, number>> = {
  redrive: exitCodes.usage,
  replay: exitCodes.usage,
  match: exitCodes.usage,
  capture: exitCodes.usage,
  recording: exitCodes.usage,
  mcp: exitCodes.machine,
  verify: exitCodes.usage,
  rebuild: exitCodes.usage,
  touch: exitCodes.usage,
  command: exitCodes.usage,
  cost: exitCodes.usage,
  metrics: exitCodes.usage,
  monitoring: exitCodes.usage,
  hotkeys: exitCodes.usage,
  cloudwatch: exitCodes.configuration,
  machine: exitCodes.machine,
  init: exitCodes.usage,
  status: exitCodes.machine,
  filters: exitCodes.configuration,
  doctor: exitCodes.configuration,
  alarms: exitCodes.configuration,
  aws: exitCodes.configuration,
  build: exitCodes.configuration,
  bundle: exitCodes.configuration,
  config: exitCodes.configuration,
  search: exitCodes.configuration,
  // Whoever a URL names does not answer, or is somebody else.
  sink: exitCodes.configuration,
  version: exitCodes.configuration,
  cache: exitCodes.configuration,
  engine: exitCodes.configuration,
  filter: exitCodes.configuration,
  project: exitCodes.configuration,
  registry: exitCodes.configuration,
}

/** The exit code of an error, by the area of its code. */
export const exitCodeOf = (error: unknown): number => {
  const [area = ''] = isPipelineError(error) ? error.code.split('.') : []
  return byArea[area] ?? exitCodes.unexpected
}

/** An error in one line: what is wrong, and what to do about it. */
export const errorLine = (error: unknown): string => {
  const message = reasonOf(error)
  const line = isPipelineError(error) ? `${message} ${error.remedy}` : message
  return `${printable(`tailrace: ${line.replaceAll(/\s*\n\s*/g, ' ')}`)}\n`
}
