import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { canonicalJson } from '../../core/attributes/canonical-json.ts'
import { imageJson } from '../../core/attributes/image-json.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import type { StandardSchema } from '../../core/entity/standard-schema.ts'
import { everything, when } from '../../core/filter/words.ts'
import type { Logger } from '../../core/logger.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

/** In every value of the item, and in no name. */
const secret = 's3cr3t'

const values: Readonly<Record<string, AttributeValue>> = {
  text: { S: `${secret} text` },
  json: { S: `{"a": ${secret}}` },
  number: { N: '1234567890123456789012345678901234567' },
  bytes: { B: Buffer.from(secret).toString('base64') },
  set: { SS: [`${secret} a`, `${secret} b`] },
  list: { L: [{ S: `${secret} in a list` }, { M: { deep: { S: `${secret} deep` } } }] },
}

const record = (more: object = {}): StreamRecord =>
  recordOf({ seq: 1, key: 'a', kind: 'MODIFY', before: values, after: { ...values, ...more } })

const issueOf = (vendor: string, issue: object): StandardSchema => ({
  '~standard': {
    version: 1,
    vendor,
    validate: () => ({ issues: [{ message: `got ${secret}`, path: ['text'], ...issue }] }),
  },
})

const thing = (schema: StandardSchema): ReturnType<typeof when> =>
  when(entity('Thing', { match: { type: 'THING' }, schema: schema as StandardSchema<object> }))

const reading = (make: (image: Image) => unknown): Processor =>
  processor({
    name: 'reads',
    filter: everything(),
    handle: async change => Promise.resolve(void make(change.newImage ?? {})),
  })

const after = (make: (item: Readonly<Record<string, unknown>>) => unknown): Processor =>
  processor({
    name: 'reads',
    filter: everything().on('MODIFY'),
    handle: async change =>
      Promise.resolve(
        void make('after' in change ? (change.after as object as Record<string, unknown>) : {}),
      ),
  })

const idle = async (): Promise<void> => Promise.resolve()

const paths: readonly (readonly [string, readonly Processor[], StreamRecord])[] = [
  [
    'a schema of valibot',
    [
      processor({
        name: 'p',
        filter: thing(
          v.object({
            text: v.number(),
            json: v.picklist(['x']),
            list: v.array(v.string()),
            number: v.string(),
          }),
        ),
        handle: idle,
      }),
    ],
    record(),
  ],
  [
    'a schema of zod',
    [
      processor({
        name: 'p',
        filter: thing(issueOf('zod', { code: 'invalid_type', expected: 'number' })),
        handle: idle,
      }),
    ],
    record(),
  ],
  [
    'a schema of somebody',
    [
      processor({
        name: 'p',
        filter: thing(issueOf('mine', { expected: secret, code: secret })),
        handle: idle,
      }),
    ],
    record(),
  ],
  [
    'a predicate',
    [
      processor({
        name: 'p',
        filter: everything().matching(({ newImage }) => 'x' in (newImage?.['text'] as { S: never }).S, 'odd'),
        handle: idle,
      }),
    ],
    record(),
  ],
  ['JSON.parse of a value', [after(item => JSON.parse(item['json'] as string) as unknown)], record()],
  ['BigInt of a value', [after(item => BigInt(item['text'] as string))], record()],
  ['in of a value', [after(item => 'x' in (item['text'] as never))], record()],
  [
    'canonical JSON',
    [after(item => canonicalJson({ ...item, odd: 1n, map: new Map([[secret, secret]]) }))],
    record(),
  ],
  [
    'an attribute of unknown type',
    [reading(image => imageJson(image)), auditLog({ filter: everything(), sink: memoryAuditSink() })],
    record({ odd: { X: secret } }),
  ],
  [
    'an attribute that is a text',
    [auditLog({ filter: everything(), sink: memoryAuditSink() })],
    record({ odd: secret }),
  ],
  [
    'an attribute of two types',
    [auditLog({ filter: everything(), sink: memoryAuditSink() })],
    record({ odd: { S: secret, N: secret } }),
  ],
  [
    'a document',
    [
      searchIndex({
        filter: everything().on('MODIFY'),
        store: memorySearchStore(),
        index: 'i',
        document: ({ after: item }) => JSON.parse((item as { json: string }).json) as object,
      }),
    ],
    record(),
  ],
  [
    'a damaged packed value',
    [after(item => ({ ...item }))],
    record({ odd: { B: Buffer.from(`\0tailrace${secret}`).toString('base64') } }),
  ],
]

describe('values of items', () => {
  it.each(paths)(
    'are in no log line, no reason and no response when %s fails',
    async (_, processors, odd) => {
      const lines: unknown[] = []
      const log = (...line: unknown[]): void => void lines.push(line)
      const logger: Logger = { info: log, warn: log, error: log }
      const reports: DispatchReport[] = []
      const f = functionOf(processors, {
        logger,
        maxAttempts: 1,
        blobs: memoryBlobStore(),
        observe: report => void reports.push(report),
      })

      const response = await f.invoke([odd])
      const reasons = (await f.parked()).map(({ record: whole, ...rest }) => rest)

      const said = JSON.stringify({ lines, reasons, response, reports })
      expect(said).not.toContain(secret)
      expect(said).not.toContain(Buffer.from(secret).toString('base64'))
    },
  )

  it('leave the path and what was wanted in the words of a schema', async () => {
    const f = functionOf([
      processor({
        name: 'p',
        filter: thing(v.object({ text: v.number(), list: v.array(v.string()) })),
        handle: idle,
      }),
    ])

    await f.invoke([record()])

    expect((await f.parked())[0]?.reason.message).toBe(
      'Thing image does not match its schema: text: expected number; list.1: expected string.',
    )
  })
})
