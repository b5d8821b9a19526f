import type { CheckOf, DeployedCheck, SubjectRemark } from './deployed-check.ts'
import { deployedCheck } from './deployed-check.ts'
import type { DeployedFunction, DeployedMapping, Deployment } from './deployment.ts'
import { onFailureOf } from '../project/on-failure.ts'
import type { MappingCheck, Remark } from './finding.ts'
import { mappingChecks } from './mapping-checks.ts'

const guide = 'https://docs.aws.amazon.com/lambda/latest/dg'
const parameters = `${guide}/services-ddb-params.html`
const errors = `${guide}/services-dynamodb-errors.html`

const updated = ({ uuid }: DeployedMapping, flags: string): string =>
  `aws lambda update-event-source-mapping --uuid ${uuid} ${flags}`

/** By the name of the check: what changes the mapping as it is deployed. */
const flagsOf: Readonly<Record<string, string>> = {
  'response-type': '--function-response-types ReportBatchItemFailures',
  'retries-before-parking': '--maximum-retry-attempts 100',
  'age-before-parking': '--maximum-record-age-in-seconds 86400',
  'endless-retries':
    '--maximum-record-age-in-seconds 86400 --destination-config OnFailure={Destination=arn:aws:s3:::BUCKET}',
  bisect: '--bisect-batch-on-function-error',
  enabled: '--enabled',
  'batch-window': '--maximum-batching-window-in-seconds 1',
  'failure-destination': '--destination-config OnFailure={Destination=arn:aws:s3:::BUCKET}',
}

const fixOf = (name: string, mapping: DeployedMapping): string => {
  const flags = flagsOf[name]
  if (flags !== undefined) return updated(mapping, flags)
  if (name === 'stale-filters')
    return updated(mapping, '--filter-criteria with what tailrace filters prints, or deploy anew')
  return `a mapping keeps it for life: aws lambda create-event-source-mapping with TRIM_HORIZON, then delete ${mapping.uuid}`
}

const subjectOf = ({ functionName, mappings }: DeployedFunction, { uuid }: DeployedMapping): string =>
  mappings.length === 1 ? functionName : `${functionName}, mapping ${uuid}`

type LookAtMapping = (mapping: DeployedMapping, of: DeployedFunction, all: Deployment) => Remark | undefined

const ofMappings = (
  check: Pick<CheckOf<never>, 'name' | 'see' | 'pitfall'>,
  look: LookAtMapping,
): DeployedCheck =>
  deployedCheck({
    ...check,
    needs: ({ functions }) => functions,
    look: (functions, deployment) =>
      functions.flatMap(each =>
        each.mappings.flatMap((mapping): readonly SubjectRemark[] => {
          const remark = look(mapping, each, deployment)
          return remark === undefined ? [] : [{ subject: subjectOf(each, mapping), ...remark }]
        }),
      ),
  })

/** A check of files, made of what Lambda has, with the command in the place of the line. */
const asDeployed = ({ name, see, look }: MappingCheck): DeployedCheck =>
  ofMappings({ name, see }, (mapping, { registry }) => {
    const { settings, failureDestination: Destination } = mapping
    const onFailure = onFailureOf({ OnFailure: { Destination } })
    const remark = look({ stream: { settings, onFailure }, registry })
    return remark && { ...remark, fix: fixOf(name, mapping) }
  })

const lastResult = ofMappings({ name: 'last-result', see: errors }, mapping =>
  mapping.lastResult.startsWith('PROBLEM')
    ? {
        severity: 'breaks',
        what: `Lambda says of its last look at the stream: ${mapping.lastResult}`,
        why: 'nothing is delivered as long as that stands',
        fix: `aws logs tail /aws/lambda/${mapping.functionName} --since 1h, and aws lambda get-event-source-mapping --uuid ${mapping.uuid}`,
      }
    : undefined,
)

const fewRetries = 3

const missingRetries = ofMappings(
  { name: 'few-retries', pitfall: 'missing-retries', see: parameters },
  (mapping, { registry }) => {
    const { MaximumRetryAttempts: retries } = mapping.settings
    // Where the processors are known, `retries-before-parking` says more.
    if (registry !== undefined || retries < 0 || retries >= fewRetries) return undefined
    return {
      severity: 'warns',
      what: `maximumRetryAttempts is ${retries}`,
      why: 'an outage of a few seconds is enough for whole batches to be given up',
      fix: updated(mapping, '--maximum-retry-attempts 100'),
    }
  },
)

const wholeBatches = ofMappings(
  { name: 'whole-batches', see: `${guide}/services-ddb-batchfailurereporting.html` },
  (mapping, { registry }) =>
    registry !== undefined || mapping.settings.FunctionResponseTypes.length > 0
      ? undefined
      : {
          severity: 'notes',
          what: 'it does not report partial failures',
          why: 'one bad change lets its whole batch be done again',
          fix: `return batchItemFailures, then ${updated(mapping, '--function-response-types ReportBatchItemFailures')}`,
        },
)

const parallel = ofMappings({ name: 'parallelization', see: parameters }, (mapping, { registry }) => {
  const { ParallelizationFactor: factor } = mapping.settings
  if (factor <= 1) return undefined
  const names = registry?.processors.flatMap(({ name, writesTable }) => (writesTable === true ? [name] : []))
  if (names?.length === 0) return undefined
  const who =
    names === undefined
      ? 'nobody here knows what its code relies on'
      : `${names.join(', ')} acts on other items`
  return {
    severity: 'notes',
    what: `parallelizationFactor is ${factor}, and ${who}`,
    why: 'then order is kept within a partition key only, not from one to another',
    fix: `where order across items matters: ${updated(mapping, '--parallelization-factor 1')}`,
  }
})

const eventCounts = ofMappings(
  { name: 'event-counts', see: `${guide}/monitoring-metrics-types.html` },
  mapping =>
    mapping.settings.MetricsConfig.Metrics.includes('EventCount')
      ? undefined
      : {
          severity: 'notes',
          what: 'it gives no EventCount metrics',
          why: 'what Lambda drops or gives up is counted nowhere, and no alarm can see it; they cost as custom metrics do',
          fix: updated(mapping, '--metrics-config Metrics=EventCount'),
        },
)

const ofPipes = (pipes: readonly string[]): string =>
  pipes.length === 0 ? '' : ` and ${pipes.length === 1 ? 'the pipe' : 'the pipes'} ${pipes.join(', ')}`

/** What nobody can list. */
const unseen = (pipes: Deployment['pipes']): string =>
  pipes.isKnown
    ? 'programs of one’s own are not seen here'
    : 'pipes and programs of one’s own are not seen here'

const seenReaders = deployedCheck({
  name: 'readers',
  see: `${guide}/with-ddb.html`,
  needs: ({ functions }) => functions,
  look: (functions, { table, pipes }) => {
    const names = pipes.isKnown ? pipes.value : []
    const mappings = functions.flatMap(each =>
      each.mappings.filter(({ settings }) => settings.Enabled),
    ).length
    const isGlobal = (table.Replicas ?? []).length > 0
    const most = isGlobal ? 1 : 2
    const isOn = table.StreamSpecification?.StreamEnabled === true
    if (mappings + names.length > most)
      return {
        severity: 'warns',
        what: `${mappings === 1 ? 'a mapping' : `${mappings} mappings`}${ofPipes(names)} read its stream`,
        why: `a shard of ${isGlobal ? 'a global table' : 'a table'} serves ${most === 1 ? 'one reader' : 'two'} without throttling (${unseen(pipes)})`,
        fix: 'put several processors into one function',
      }
    const isAny = names.length > 0 || functions.some(each => each.mappings.length > 0)
    return isAny || !isOn
      ? undefined
      : {
          severity: 'notes',
          what: `no Lambda mapping${pipes.isKnown ? ' and no pipe' : ''} reads its stream`,
          why: `what is written leaves the stream after 24 hours; ${unseen(pipes)}`,
          fix: `aws lambda create-event-source-mapping --event-source-arn ${table.LatestStreamArn ?? 'ARN'} --function-name NAME --starting-position TRIM_HORIZON`,
        }
  },
})

/** Mappings are counted even where pipes are not known. */
const readers: DeployedCheck = {
  ...seenReaders,
  run: deployment => {
    const { findings, notChecked } = seenReaders.run(deployment)
    const { pipes } = deployment
    const ofThem = pipes.isKnown ? [] : [{ check: seenReaders.name, because: pipes.because }]
    return { findings, notChecked: [...notChecked, ...ofThem] }
  },
}

const formerStream = deployedCheck({
  name: 'former-stream',
  see: `${guide}/services-dynamodb-eventsourcemapping.html`,
  needs: ({ functions }) => functions,
  look: (functions, { table }) =>
    functions.flatMap(({ functionName, mappings, formerStreams }): readonly SubjectRemark[] =>
      mappings.length > 0
        ? []
        : [
            {
              subject: functionName,
              severity: 'breaks',
              what:
                formerStreams.length > 0
                  ? 'its mapping reads a stream that the table had before'
                  : 'it has no mapping on this table',
              why: 'no change of the table reaches it; a stream that is switched off and on is another one',
              fix: `aws lambda create-event-source-mapping --function-name ${functionName} --event-source-arn ${table.LatestStreamArn ?? 'ARN'} --starting-position TRIM_HORIZON`,
            },
          ],
    ),
})

/** What is looked at in each mapping, as Lambda has it. */
export const deployedMappingChecks: readonly DeployedCheck[] = [
  formerStream,
  ...mappingChecks.map(asDeployed),
  lastResult,
  missingRetries,
  readers,
  wholeBatches,
  parallel,
  eventCounts,
]
