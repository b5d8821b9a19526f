const lineEnd = /[\n\r\u2028\u2029]/

/**
 * What a service says, in one line, without what it quotes. A signature that does not match is answered with the whole
 * string that was to be signed, session token included; a refused parameter with its value.
 */
export const plainWords = (message: string): string => {
  const [line = ''] = message.trim().split(lineEnd)
  const plain = line
    .replace(/\s*The (Canonical String|String-to-Sign)\b.*$/i, '')
    .replace(/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s'"]+/gi, '$1***')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1***')
    .replace(/(["'])(?:(?!\1).)*\1/g, '$1***$1')
    // A quotation that goes on in the next line has lost its end.
    .replace(/(?<![\w*])(["'])(?!\*\*\*\1).*$/, '$1***')
    .replace(/\b(value|Value|Detail|Reason): (?!.*(must|Must|invalid|too)\b).*$/, '$1: ***')
    .replace(/\.$/, '')
  return plain || 'no reason was given'
}
