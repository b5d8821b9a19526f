import type { Registry } from '../../core/registry/registry.ts'
import type { Project, ProjectFunction, ProjectStream } from '../project/project.ts'

/** How bad it is: `breaks` loses or blocks changes as it stands, `warns` does so on a bad day, `notes` costs. */
export type Severity = 'breaks' | 'warns' | 'notes'

/** What a check reads. Those of `files` need no account. */
export type CheckSource = 'files' | 'aws' | 'stream'

/** Something about a deployment that a person should know. */
export interface DeploymentFinding {
  /** Name of the check. */
  readonly check: string
  /** How bad it is. */
  readonly severity: Severity
  /** What it is about: a function, or a function and its stream. */
  readonly subject: string
  /** What is so. */
  readonly what: string
  /** What follows from it. */
  readonly why: string
  /** What to write instead. */
  readonly fix: string
}

/** One mapping of a project. */
export interface CheckedMapping {
  readonly found: ProjectFunction
  readonly stream: ProjectStream
  /** Of a function that exports `pipeline`. */
  readonly registry: Registry | undefined
}

/** What a check of a mapping looks at: that of a deploy file, or one that Lambda has. */
export interface MappingFacts {
  readonly stream: Pick<ProjectStream, 'settings' | 'onFailure' | 'way'>
  readonly registry: Registry | undefined
}

/** What a check of a mapping says, where it has something to say. */
export type Remark = Pick<DeploymentFinding, 'severity' | 'what' | 'why' | 'fix'>

/** A check of each mapping. */
export interface MappingCheck {
  readonly name: string
  readonly reads: CheckSource
  /** Documentation of what it rests on. */
  readonly see: string
  readonly look: (mapping: MappingFacts) => Remark | undefined
}

/** The project's mappings, with what is known of their processors. */
export const mappingsOfProject = (
  { functions }: Pick<Project, 'functions'>,
  registries: ReadonlyMap<string, Registry>,
): readonly CheckedMapping[] =>
  functions.flatMap(found =>
    found.streams
      // The settings of a pipe have other words, and are not looked at.
      .filter(({ way }) => way?.type !== 'pipe')
      .map(stream => ({ found, stream, registry: registries.get(found.functionName) })),
  )
