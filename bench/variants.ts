import { imageJson } from '../core/attributes/image-json.ts'
import { unmarshalImage } from '../core/attributes/unmarshal.ts'
import { diffImages } from '../core/diff/image-diff.ts'
import { dispatch } from '../core/dispatch/dispatch.ts'
import { matchesPattern } from '../core/pattern/matches-pattern.ts'
import { parsePattern } from '../core/pattern/parse-pattern.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamEvent, StreamRecord } from '../core/record/stream-record.ts'
import { viewOf } from '../core/record/view-of.ts'
import { registry } from '../core/registry/define-registry.ts'
import { jobByHand, routeByHand } from './by-hand.ts'
import { randomFilters } from './filters.ts'
import { naiveJob, ourJob, projected, withSets } from './job.ts'
import { lambdaStream, microdiff, powertools, tolerant, utilDynamodb } from './peers.ts'
import { countingRegistry, dispatchOptions } from './shop-rules.ts'
import type { MeasuredWork } from './work.ts'

const typeOf = ({ dynamodb }: StreamRecord): string => {
  const type = (dynamodb?.NewImage ?? dynamodb?.OldImage)?.['entityType']
  return type !== undefined && 'S' in type ? type.S : ''
}

const imagesOf = ({ dynamodb }: StreamRecord): readonly Image[] =>
  [dynamodb?.Keys, dynamodb?.NewImage, dynamodb?.OldImage].filter(image => image !== undefined)

const isStatusChange = (record: StreamRecord, before: unknown, after: unknown): boolean =>
  record.eventName === 'MODIFY' && typeOf(record) === 'ORDER' && before !== after

/** The five rules as a list of predicates over unmarshalled items: what is written without a library. */
const naiveRoute = async (unmarshall: (image: Image) => Readonly<Record<string, unknown>>) => {
  let count = 0
  const handler = async (): Promise<void> => {
    count += 1
    return Promise.resolve()
  }
  const one = async (record: StreamRecord): Promise<void> => {
    const [, first, second] = imagesOf(record).map(unmarshall)
    const after = record.eventName === 'REMOVE' ? undefined : first
    const before = record.eventName === 'REMOVE' ? first : second
    const type = (after ?? before)?.['entityType']
    const name = record.eventName
    if (type === 'PRODUCT' || type === 'ORDER') await handler()
    await handler()
    if ((type === 'USER' || type === 'PRODUCT') && name !== 'INSERT') await handler()
    if (name === 'REMOVE' && (type === 'USER' || type === 'ORDER')) await handler()
    if (isStatusChange(record, before?.['status'], after?.['status'])) await handler()
  }
  return Promise.resolve({ one, count: () => count })
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0)

const matchOurs = (count: number): MeasuredWork => {
  const all = registry(randomFilters(count).processors)
  return ({ Records }) => {
    let matches = 0
    for (const record of Records) {
      all.route(viewOf(record), () => {
        matches += 1
      })
    }
    return matches
  }
}

const matchLinear = (count: number): MeasuredWork => {
  const patterns = randomFilters(count).patterns.map(pattern => parsePattern(JSON.stringify(pattern)))
  return ({ Records }) =>
    sum(Records, record => patterns.filter(pattern => matchesPattern(pattern, record)).length)
}

const modifies = ({ Records }: StreamEvent): readonly StreamRecord[] =>
  Records.filter(({ eventName }) => eventName === 'MODIFY')

/** Everything that is measured, by name. */
export const variants: Readonly<Record<string, () => MeasuredWork | Promise<MeasuredWork>>> = {
  'route ours': () => {
    let count = 0
    const all = countingRegistry(() => {
      count += 1
    })
    const options = dispatchOptions()
    return async ({ Records }) => {
      await dispatch(all, Records, options)
      return count
    }
  },
  'route by hand': routeByHand,
  'route naive': async () => {
    const { one, count } = await naiveRoute(tolerant(await utilDynamodb()))
    return async ({ Records }) => {
      for (const record of Records) await one(record)
      return count()
    }
  },
  'route powertools': async () => {
    const { one, count } = await naiveRoute(tolerant(await utilDynamodb()))
    const process = await powertools()
    return async event => {
      await process(event, one)
      return count()
    }
  },
  'unmarshal ours':
    () =>
    ({ Records }) =>
      sum(Records, record => sum(imagesOf(record), image => Object.keys(unmarshalImage(image)).length)),
  'unmarshal util-dynamodb': async () => {
    const unmarshall = tolerant(await utilDynamodb())
    return ({ Records }) =>
      sum(Records, record => sum(imagesOf(record), image => Object.keys(unmarshall(image)).length))
  },
  'lazy ours':
    () =>
    ({ Records }) =>
      sum(Records, record => {
        const view = viewOf(record)
        const item = view.after ?? view.before
        return ['entityType', 'status', 'tenantId', 'version'].filter(name => item?.[name] !== undefined)
          .length
      }),
  'match ours 10': () => matchOurs(10),
  'match ours 100': () => matchOurs(100),
  'match ours 1000': () => matchOurs(1000),
  'match linear 100': () => matchLinear(100),
  'match linear 1000': () => matchLinear(1000),
  'ndjson ours full':
    () =>
    ({ Records }) =>
      sum(Records, ({ dynamodb }) => (dynamodb?.NewImage ? imageJson(dynamodb.NewImage).length : 0)),
  'ndjson ours projection':
    () =>
    ({ Records }) =>
      sum(Records, ({ dynamodb }) =>
        dynamodb?.NewImage ? imageJson(dynamodb.NewImage, projected).length : 0,
      ),
  'ndjson util-dynamodb': async () => {
    const unmarshall = tolerant(await utilDynamodb())
    return ({ Records }) =>
      sum(Records, ({ dynamodb }) =>
        dynamodb?.NewImage ? JSON.stringify(unmarshall(dynamodb.NewImage), withSets).length : 0,
      )
  },
  'job ours': () => ourJob(),
  'job by hand': jobByHand,
  'job naive': async () => {
    const job = naiveJob(tolerant(await utilDynamodb()), await microdiff())
    return ({ Records }) => {
      job(Records)
    }
  },
  'job aws-lambda-stream': async () => {
    const read = await lambdaStream()
    const job = naiveJob(tolerant(await utilDynamodb()), await microdiff())
    return async event => {
      job((await read(event)).map(each => each['record'] as StreamRecord))
    }
  },
  'diff ours': () => event =>
    sum(modifies(event), ({ dynamodb }) => diffImages(dynamodb?.OldImage, dynamodb?.NewImage).length),
  'diff util-dynamodb and microdiff': async () => {
    const unmarshall = tolerant(await utilDynamodb())
    const diff = await microdiff()
    return event =>
      sum(
        modifies(event),
        ({ dynamodb }) =>
          diff(unmarshall(dynamodb?.OldImage ?? {}), unmarshall(dynamodb?.NewImage ?? {})).length,
      )
  },
}
