import { filterCriteria } from '../../core/registry/criteria.ts'
import type { MappingCheck, MappingFacts } from './finding.ts'

const parameters = 'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html'
const batching = 'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html'
const destinations = 'https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html'
const positions = 'https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html'
const filtering = 'https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html'

/** `streamHandler` parks after this many attempts where nothing else is said, and wants so many tries beyond it. */
const attemptsBeforeParking = 5
const slack = 5

/** Where nothing says whose fault a failure is, its tries count as attempts after so long, in seconds. */
const blameAfterSeconds = 300

/** Lambda's pauses grow to a minute. */
const triesOfADay = 1_440

const inWords = (minutes: number): string => {
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes} minutes` : `${hours} ${hours === 1 ? 'hour' : 'hours'}`
}

const responseType: MappingCheck = {
  name: 'response-type',
  reads: 'files',
  see: batching,
  look: ({ registry, stream: { settings } }) => {
    if (registry === undefined || settings.FunctionResponseTypes.length > 0) return undefined
    return {
      severity: 'breaks',
      what: 'functionResponseType is not ReportBatchItemFailures',
      why: 'Lambda takes every answer for success, so each change that is reported as unfinished is lost',
      fix: 'functionResponseType: ReportBatchItemFailures',
    }
  },
}

const retriesBeforeParking: MappingCheck = {
  name: 'retries-before-parking',
  reads: 'files',
  see: parameters,
  look: ({ registry, stream: { settings } }) => {
    const { MaximumRetryAttempts: retries } = settings
    const wanted = attemptsBeforeParking + slack
    if (registry === undefined || retries < 0 || retries >= wanted) return undefined
    return {
      severity: 'breaks',
      what: `maximumRetryAttempts is ${retries}`,
      why: `a change is parked after ${attemptsBeforeParking} attempts of its own, and Lambda gives up its whole batch before, good neighbours included`,
      fix: `maximumRetryAttempts: ${wanted} or more, unless maxAttempts of the handler is lower`,
    }
  },
}

const retriesBeforeAge: MappingCheck = {
  name: 'retries-before-age',
  reads: 'files',
  see: parameters,
  look: ({ registry, stream: { settings } }) => {
    const { MaximumRetryAttempts: retries } = settings
    if (registry === undefined || retries >= triesOfADay) return undefined
    // Fewer are said by the check above; without a limit, age is what ends them.
    if (retries < attemptsBeforeParking + slack) return undefined
    return {
      severity: 'warns',
      what: `maximumRetryAttempts is ${retries}`,
      why: `Lambda tries about once a minute: a sink that is away for longer than about ${inWords(retries)} has its changes discarded, although the stream would keep them for a day`,
      fix: 'maximumRetryAttempts: 10000, maximumRecordAgeInSeconds: 86400, and an onFailure destination in S3',
    }
  },
}

const ageBeforeParking: MappingCheck = {
  name: 'age-before-parking',
  reads: 'files',
  see: parameters,
  look: ({ registry, stream: { settings } }) => {
    const { MaximumRecordAgeInSeconds: age } = settings
    if (registry === undefined || age < 0 || age >= 4 * blameAfterSeconds) return undefined
    return {
      severity: 'warns',
      what: `maximumRecordAgeInSeconds is ${age}`,
      why: 'an outage of a sink that lasts longer discards every change of that time, and none of them is parked',
      fix: 'maximumRecordAgeInSeconds: 86400, as long as the stream keeps records',
    }
  },
}

const endlessRetries: MappingCheck = {
  name: 'endless-retries',
  reads: 'files',
  see: destinations,
  look: ({ stream: { settings } }) => {
    const { MaximumRetryAttempts: retries, MaximumRecordAgeInSeconds: age } = settings
    if (retries >= 0 || age >= 0) return undefined
    return {
      severity: 'warns',
      what: 'neither maximumRetryAttempts nor maximumRecordAgeInSeconds is set',
      why: 'a change that always fails holds its shard until it leaves the stream after 24 hours, and is gone then',
      fix: 'maximumRecordAgeInSeconds: 86400 and an onFailure destination in S3',
    }
  },
}

const bisect: MappingCheck = {
  name: 'bisect',
  reads: 'files',
  see: destinations,
  look: ({ stream: { settings } }) => {
    if (settings.BisectBatchOnFunctionError || settings.BatchSize === 1) return undefined
    return {
      severity: 'warns',
      what: 'bisectBatchOnFunctionError is not set',
      why: 'a change that kills or times out the function takes its whole batch with it',
      fix: 'bisectBatchOnFunctionError: true',
    }
  },
}

const startingPosition: MappingCheck = {
  name: 'starting-position',
  reads: 'files',
  see: positions,
  look: ({ stream: { settings } }) => {
    if (settings.StartingPosition !== 'LATEST') return undefined
    return {
      severity: 'warns',
      what: 'startingPosition is LATEST',
      why: 'what is written while the mapping is created or updated may never be read',
      fix: 'startingPosition: TRIM_HORIZON',
    }
  },
}

const enabled: MappingCheck = {
  name: 'enabled',
  reads: 'files',
  see: parameters,
  look: ({ stream: { settings } }) => {
    if (settings.Enabled) return undefined
    return {
      severity: 'warns',
      what: 'enabled is false',
      why: 'nothing is delivered where it is deployed, and what is written leaves the stream after 24 hours',
      fix: 'enabled: true',
    }
  },
}

const batchWindow: MappingCheck = {
  name: 'batch-window',
  reads: 'files',
  see: parameters,
  look: ({ stream: { settings } }) => {
    const { MaximumBatchingWindowInSeconds: seconds, BatchSize: size } = settings
    if (seconds > 0 || size === 1) return undefined
    return {
      severity: 'notes',
      what: 'batchWindow is 0',
      why: 'on a table that is written to slowly each change is an invocation of its own',
      fix: 'batchWindow: 1, where a second is not too late',
    }
  },
}

const failureDestination: MappingCheck = {
  name: 'failure-destination',
  reads: 'files',
  see: destinations,
  look: ({ stream: { settings, onFailure } }) => {
    // One that never gives up tells nobody: endless-retries says so.
    const isEndless = settings.MaximumRetryAttempts < 0 && settings.MaximumRecordAgeInSeconds < 0
    const isKept = onFailure.type === 'named' && (onFailure.service ?? 's3') === 's3'
    if (isEndless || isKept || onFailure.type === 'not-said') return undefined
    const fix = 'DestinationConfig: { OnFailure: { Destination: the ARN of a bucket of S3 } }'
    if (onFailure.type === 'none')
      return {
        severity: 'warns',
        what: 'it has no failure destination',
        why: 'of a batch that Lambda gives up nothing is left but a number',
        fix,
      }
    return {
      severity: 'warns',
      what: `its failure destination is of ${onFailure.service ?? ''}, not S3: ${onFailure.named}`,
      why: 'a queue or topic is told where the batch stood in the stream, and not what was in it: after 24 hours that is gone',
      fix,
    }
  },
}

const sameText = (one: string, other: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
  } catch {
    return one === other
  }
}

/** Lambda filters what comes by Kinesis by its data. */
const asFiltered = (Pattern: string, way: MappingFacts['stream']['way']): string =>
  way?.type === 'kinesis' ? `{"data":${Pattern}}` : Pattern

const staleFilters: MappingCheck = {
  name: 'stale-filters',
  reads: 'files',
  see: filtering,
  look: ({ registry, stream: { settings, way } }) => {
    const deployed = settings.FilterCriteria.Filters.map(({ Pattern }) => Pattern)
    if (registry === undefined || deployed.length === 0) return undefined
    const wanted = filterCriteria(registry)?.Filters.map(({ Pattern }) => asFiltered(Pattern, way))
    const all = [asFiltered(everything, way), ...(way?.type === 'kinesis' ? [everyTable] : [])]
    const isEverything = deployed.some(each => all.some(other => sameText(each, other)))
    if (isEverything || wanted?.every(each => deployed.some(other => sameText(each, other))) === true)
      return undefined
    return {
      severity: 'warns',
      what: 'filterPatterns are not those that the processors’ filters give',
      why: 'changes that a processor wants may be kept from the function, and nothing says so',
      fix:
        way?.type === 'kinesis'
          ? `filterPatterns: [${everyTable}], which lets every change through`
          : 'filterPatterns: ${file(infra/filters.json):FUNCTION}, written by tailrace filters',
    }
  },
}

const everything = '{"eventName":["INSERT","MODIFY","REMOVE"]}'

/** Of a Kinesis stream, all that tables write to it. */
const everyTable = '{"data":{"eventSource":["aws:dynamodb"]}}'

const namesIn = (pattern: string): readonly string[] => {
  try {
    return Object.keys(JSON.parse(pattern) as object)
  } catch {
    return []
  }
}

const filtersOfData: MappingCheck = {
  name: 'filters-of-data',
  reads: 'files',
  see: 'https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html',
  look: ({ stream: { settings, way } }) => {
    if (way?.type !== 'kinesis') return undefined
    const other = settings.FilterCriteria.Filters.find(({ Pattern }) =>
      namesIn(Pattern).some(name => name !== 'data'),
    )
    if (other === undefined) return undefined
    return {
      severity: 'breaks',
      what: `a filter pattern asks for ${namesIn(other.Pattern).join(', ')}`,
      why: 'Lambda filters records of Kinesis by data alone: no change gets through it',
      fix: 'put it under data: { data: { eventName: [INSERT] } }',
    }
  },
}

/** What is looked at in each mapping of a project, or of an account, worst first. */
export const mappingChecks: readonly MappingCheck[] = [
  responseType,
  retriesBeforeParking,
  retriesBeforeAge,
  staleFilters,
  endlessRetries,
  ageBeforeParking,
  failureDestination,
  bisect,
  startingPosition,
  enabled,
  batchWindow,
]

/** And what only a project tells: a mapping of an account that doctor looks at is on a table's own stream. */
export const projectMappingChecks: readonly MappingCheck[] = [filtersOfData, ...mappingChecks]
