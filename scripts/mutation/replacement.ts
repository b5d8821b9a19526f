import type ts from 'typescript'

/** A span of the text, and what is to stand there. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What may be done to a node; most apply to a few kinds of nodes. */
export type Mutator = (node: ts.Node, source: ts.SourceFile) => Replacement | undefined
