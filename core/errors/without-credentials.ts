// Messages of clients quote the URL, the headers or the settings that they were given, and with them what opens the door.

/** Names whose value is a secret, as they stand in queries, connection strings, settings and JSON. */
const secretNames = String.raw`[\w-]*(?:passw(?:or)?d|pwd|secret|signature|credential|token|(?:api|access|account|private|shared)[-_]?(?:access)?[-_]?key)[\w-]*|sig`

const rules: readonly (readonly [RegExp, string])[] = [
  // User and password of a URL; a password that nobody encoded may hold an `@` or a `/`, but a port is none.
  [/\/\/(?:[^\s/@]*@)+/g, '//'],
  [/\/\/[^\s/@:]*:(?!\d{1,5}[/?#])[^\s@]*@/g, '//'],
  [/((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, '$1$2***'],
  [/\b(x-[\w-]*(?:key|token)|passw(?:or)?d)(["']?\s*:\s*["']?)(?!(?:YES|NO)\b)[^\s"',;)}]+/gi, '$1$2***'],
  [/\b(Bearer|Basic)\s+(?=[^\s"']*[\d.=])[\w.~+/=-]{8,}/gi, '$1 ***'],
  [
    new RegExp(String.raw`\b(${secretNames})(["']?\s*=\s*["']?|["']\s*:\s*["'])[^\s"'&;,)}\]]+`, 'gi'),
    '$1$2***',
  ],
  // Where the path itself is the secret.
  [/(hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/[^\s"']+/gi, '$1/***'],
]

/** Text of a message without user names and passwords of URLs, signatures, tokens and what headers of such a kind hold. */
export const withoutCredentials = (text: string): string =>
  rules.reduce((shown, [secret, instead]) => shown.replace(secret, instead), text)
