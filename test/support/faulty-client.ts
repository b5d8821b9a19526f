import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'
import type { FaultyCalls } from './faulty-calls.ts'
import { faultyCalls } from './faulty-calls.ts'

/** As much of a client of AWS as its requests go through. */
interface SdkClient {
  readonly config: { requestHandler: unknown }
}

interface RequestHandler {
  readonly handle: (
    request: { readonly path: string; readonly body?: unknown },
    options?: { readonly abortSignal?: AbortSignal },
  ) => Promise<unknown>
}

const textOf = (body: unknown): string => {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  return typeof body === 'string' ? body : ''
}

/** What a client of AWS calls an answer that it does not like. */
export const refusedByClient = (name: string): Error =>
  Object.assign(new Error(`${name} it is`), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } })

/**
 * Faults between a client of AWS and its service.
 * @param refusal - the service's name for the refusal of one thing
 * @param secrets - what the client was given and nobody else is to see
 * @param calls - those of another client, where both are to fail as one
 */
export const faultyClient = (
  client: SdkClient,
  refusal: string,
  secrets: readonly string[],
  calls: FaultyCalls = faultyCalls({ refusal: () => refusedByClient(refusal), secrets }),
): Required<ServiceFaults> => {
  const { faults, through } = calls
  const inner = client.config.requestHandler as RequestHandler
  const outer: RequestHandler = Object.create(inner, {
    handle: {
      value: async (...[request, options]: Parameters<RequestHandler['handle']>) => {
        const text = `${request.path} ${textOf(request.body)}`
        return through(text, options?.abortSignal, async () => inner.handle(request, options))
      },
    },
  }) as RequestHandler
  client.config.requestHandler = outer
  return faults
}

/** A client of a local table engine, which tries each call once, and the faults between the two. */
export const faultyTable = (
  endpoint: string,
): { readonly client: DynamoDBClient; readonly faults: Required<ServiceFaults> } => {
  const secretAccessKey = 'marked-secret-of-the-table'
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'tailrace', secretAccessKey },
    maxAttempts: 1,
  })
  return { client, faults: faultyClient(client, 'ValidationException', [secretAccessKey]) }
}
