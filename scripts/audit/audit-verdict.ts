/** What there is to say of an audit. */
export interface AuditVerdict {
  readonly text: string
  readonly ok: boolean
}

interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>
  readonly metadata?: { readonly vulnerabilities?: { readonly total?: number } }
}

const parsed = (printed: string): AuditReport => {
  try {
    return JSON.parse(printed) as AuditReport
  } catch {
    return {}
  }
}

/**
 * Judges what `npm audit --json` printed. An answer without a count is none: the registry has no audits, or was not
 * reached.
 */
export const auditVerdict = (printed: string): AuditVerdict => {
  const { vulnerabilities = {}, metadata } = parsed(printed)
  const total = metadata?.vulnerabilities?.total
  if (total === undefined) return { text: 'not checked: the registry does not answer audits', ok: true }
  const names = Object.entries(vulnerabilities).map(([name, { severity }]) => `${name} (${severity})`)
  return total === 0 ? { text: 'no known vulnerability', ok: true } : { text: names.join(', '), ok: false }
}
