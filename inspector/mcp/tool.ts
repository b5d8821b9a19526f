import type { Session } from '../../operations/dev/session.ts'
import type { AskedFields } from '../server/asked.ts'
import type { RecordRing } from '../server/record-ring.ts'
import type { Redriving } from '../server/redriving.ts'
import type { ToldRedaction } from './redact-told.ts'
import type { RunFacts } from './run-facts.ts'

/** From where tools answer. */
export interface ToolSources {
  readonly session: Session
  readonly ring: RecordRing
  readonly facts: () => RunFacts
  readonly redriving: Redriving
  readonly redaction: ToldRedaction
  /** @throws PipelineError where nothing may be changed */
  readonly checkMayAct: (tool: string) => void
}

/** A field of a tool's arguments, as JSON Schema. */
export interface ToolField {
  readonly type: 'string' | 'integer' | 'boolean'
  readonly description: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What a tool is, without what it does: the same for whoever lists it. */
export interface ToolWords {
  readonly name: string
  readonly title: string
  /** For the assistant, which decides by it when to call. */
  readonly description: string
  readonly fields: Readonly<Record<string, ToolField>>
  readonly required: readonly string[]
  readonly isAction: boolean
}

/** A tool of a run. */
export interface RunTool extends ToolWords {
  readonly answer: (asked: AskedFields, sources: ToolSources) => Promise<unknown>
}
