import { raise } from '../../core/errors/pipeline-error.ts'
import { projectFaults } from './faults.ts'
import type { FoundCode, FoundFunction } from './found-project.ts'

/**
 * Handlers of layers that measure and call one's own, which a variable names.
 * @see https://docs.datadoghq.com/serverless/aws_lambda/installation/nodejs/
 * @see https://docs.newrelic.com/docs/serverless-function-monitoring/aws-lambda-monitoring/
 */
const wrappers: readonly (readonly [handler: RegExp, variable: string])[] = [
  [/datadog[-_]lambda/, 'DD_LAMBDA_HANDLER'],
  [/newrelic[-_]/, 'NEW_RELIC_LAMBDA_HANDLER'],
  [/lumigo/, 'LUMIGO_ORIGINAL_HANDLER'],
]

const isLayers = (handler: string): boolean => handler.startsWith('/opt/')

/** The code that a function calls in the end, and a line where that is not what its handler says. */
export interface OwnCode {
  readonly code: FoundCode
  /** The handler that is deployed, where it calls this one. */
  readonly wrapper?: string
  readonly notes: readonly string[]
}

/**
 * One's own handler in the place of a layer's that calls it: layers are not here.
 *
 * @throws PipelineError `project.code-elsewhere` for a handler in a layer, where no variable tells what it calls
 */
export const ownCode = ({ functionName, environment }: FoundFunction, code: FoundCode): OwnCode => {
  const { handler } = code
  const [, variable = ''] = wrappers.find(([pattern]) => pattern.test(handler)) ?? []
  const own = environment[variable]
  if (typeof own === 'string' && own !== handler)
    return {
      code: { ...code, handler: own },
      wrapper: handler,
      notes: [
        `${functionName} runs ${own}, which ${variable} names, and not ${handler}, which is a layer's or a package's.`,
      ],
    }
  if (isLayers(handler))
    throw raise(projectFaults, 'project.code-elsewhere', {
      functionName,
      what: `is in a layer, at ${handler}`,
    })
  return { code, notes: [] }
}
