import { fault } from './fault.ts'

/** Errors of what an AWS account has to hold and allow; the sink as a whole is in trouble, so no attempt counts. */
export const awsFaults = {
  'aws.resource-missing': fault<{ sink: string; name: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} does not exist (${d.name}).`,
    remedy: 'Create it, or correct the URL, the region or the account; until then the records are retried.',
  }),
  'aws.access-denied': fault<{ sink: string; name: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} may not be used (${d.name}): ${d.reason}.`,
    remedy:
      "Allow it to the function's role, or mend the credentials; docs/reference/environment.md lists the actions.",
  }),
  'aws.credentials-missing': fault<{ sink: string; name: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `There are no credentials or no region for ${d.sink} (${d.name}): ${d.reason}.`,
    remedy: 'Set AWS_REGION and a profile, a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  }),
  'aws.url-invalid': fault<{ url: string; expected: string }>({
    disposition: 'stop',
    message: d => `${JSON.stringify(d.url)} is not of the form ${d.expected}.`,
    remedy: 'docs/reference/environment.md shows each URL with an example.',
  }),
}
