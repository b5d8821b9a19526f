import type { ExpressionScope } from './expression-scope.ts'
import type { DocumentPath } from './path.ts'
import { segmentsOf } from './path.ts'

/** The attributes to read, or all, as the SDK takes it. */
export const projectionInput = (
  projection: readonly DocumentPath[] | undefined,
  scope: ExpressionScope,
): { readonly ProjectionExpression?: string } =>
  projection === undefined
    ? {}
    : { ProjectionExpression: projection.map(path => scope.path(segmentsOf(path))).join(', ') }
