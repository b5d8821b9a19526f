import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { readFileSync } from 'node:fs'

/** One invocation, seen from outside the handler. */
export interface FunctionRecording {
  readonly records: readonly { readonly kind: string; readonly number: string; readonly key: string }[]
  /** The SequenceNumbers that it reported as not finished. */
  readonly failures: readonly string[]
}

/** Stands where the bundle's entry stood; the handler itself is as it is deployed. */
const wrapper = `
import { handler as recorded } from './recorded.mjs'
export const handler = async (event, context) => {
  const { batchItemFailures } = await recorded(event, context)
  const records = event.Records.map(({ eventName, dynamodb: { SequenceNumber, Keys } }) => ({
    kind: eventName, number: SequenceNumber, key: Keys.PK.S,
  }))
  const failures = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  console.log(JSON.stringify({ recording: { records, failures } }))
  return { batchItemFailures }
}`

const updated = async (FunctionName: string): Promise<void> => {
  await waitUntilFunctionUpdatedV2(
    { client: new LambdaClient(), maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { FunctionName },
  )
}

/** Makes a deployed function say what it was given and what it answered. */
export const recordFunction = async (name: string, FunctionName: string): Promise<void> => {
  const { [`functions/${name}.mjs`]: entry, ...others } = unzipSync(
    readFileSync(`.tailrace/bundles/${name}.zip`),
  )
  if (entry === undefined) throw new Error(`the bundle of ${name} has no entry`)
  const ZipFile = zipSync({
    ...others,
    'functions/recorded.mjs': entry,
    [`functions/${name}.mjs`]: strToU8(wrapper),
  })
  await new LambdaClient().send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await updated(FunctionName)
}

/** Sets variables of a deployed function beside those that it has; `undefined` takes one away. */
export const setVariables = async (
  FunctionName: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  const client = new LambdaClient()
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const all = Object.entries({ ...Environment?.Variables, ...variables })
  const Variables = Object.fromEntries(
    all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  await updated(FunctionName)
}

/** What a function has said so far, in order. */
export const recordingsOf = async (functionName: string): Promise<readonly FunctionRecording[]> => {
  const found: FunctionRecording[] = []
  const pages = paginateFilterLogEvents(
    { client: new CloudWatchLogsClient() },
    { logGroupName: `/aws/lambda/${functionName}` },
  )
  for await (const { events = [] } of pages) {
    for (const { message = '' } of events) {
      if (!message.startsWith('{"recording"')) continue
      found.push((JSON.parse(message) as { readonly recording: FunctionRecording }).recording)
    }
  }
  return found
}
