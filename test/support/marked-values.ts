import fc from 'fast-check'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordOf } from './records.ts'

// Values with a mark, by which they are found wherever they come out.

const digits = '90210777'
export const [word, password] = ['s3cr3tw0rd', 'p4ssw0rdmark'] as const
const marks = [word, Buffer.from(word).toString('base64').replaceAll('=', ''), digits, password]

/** A value that has a mark, wherever a value can have one. */
const marked: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('', ' ', '\u001b[31m', '{"', 'https://', '\n').map(before => ({ S: `${before}${word}` })),
    fc.constant({ N: digits }),
    fc.constant({ B: Buffer.from(word).toString('base64') }),
    fc.constant({ SS: [`${word}1`, `${word}2`] }),
    fc.constant({ NS: [digits] }),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map(L => ({ L })),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { minKeys: 1 }).map(M => ({ M })),
    // What no table holds, and a file may.
    fc.constantFrom({ X: word }, { S: { deep: word } }, { N: word }, word) as fc.Arbitrary<AttributeValue>,
  ),
})).value

export const markedImage = fc.dictionary(fc.constantFrom('name', 'price', 'note', 'type'), marked, {
  minKeys: 1,
})

export const markedRecord: fc.Arbitrary<StreamRecord> = fc
  .record({
    seq: fc.integer({ min: 1, max: 1_000_000 }),
    kind: fc.constantFrom('INSERT' as const, 'MODIFY' as const, 'REMOVE' as const),
    before: markedImage,
    after: markedImage,
  })
  .map(sketch => recordOf({ ...sketch, key: `item-${sketch.seq}` }))

export const markedRecords = fc.uniqueArray(markedRecord, {
  minLength: 1,
  maxLength: 8,
  selector: r => r.dynamodb?.SequenceNumber,
})

export const marksIn = (said: unknown): readonly string[] => {
  const text = typeof said === 'string' ? said : JSON.stringify(said)
  return marks.filter(mark => text.includes(mark))
}
