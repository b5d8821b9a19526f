import { expect, it } from 'vitest'
import { auditVerdict } from './audit-verdict.ts'

it.each([
  [
    '{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0}}}',
    true,
    'no known vulnerability',
  ],
  [
    '{"vulnerabilities":{"a":{"severity":"high"}},"metadata":{"vulnerabilities":{"total":1}}}',
    false,
    'a (high)',
  ],
  ['{"message":"request failed","error":{"summary":""}}', true, 'not checked'],
  ['', true, 'not checked'],
  ['<html>', true, 'not checked'],
])('judges %s', (printed, ok, text) => {
  const verdict = auditVerdict(printed)

  expect(verdict.ok).toBe(ok)
  expect(verdict.text).toContain(text)
})
