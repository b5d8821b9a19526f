const octetsOf = (text: string): readonly number[] | undefined => {
  const octets = text.split('.').map(Number)
  return octets.every(octet => octet <= 255) ? octets : undefined
}

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))

/** Eight groups of an IPv6 address; `::` stands for the missing ones, once. */
const octetsOfIpv6 = (text: string): readonly number[] | undefined => {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const octets = groups.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
  // An IPv4 address in IPv6's clothes is taken for what it is.
  return /^(0,){10}255,255,/.test(octets.join()) ? octets.slice(12) : octets
}

/** The 4 or 16 octets of an IP address, however it is written; `undefined` for any other text. */
export const ipAddress = (text: string): readonly number[] | undefined => {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return octetsOf(text)
  return text.includes(':') ? octetsOfIpv6(text) : undefined
}

const isInRange = (octets: readonly number[], base: readonly number[], bits: number): boolean =>
  octets.length === base.length &&
  octets.every((octet, index) => {
    const mask = (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff
    return (octet & mask) === ((base[index] ?? 0) & mask)
  })

/** Tests a text for an IP address of the range; returns what is wrong with the range, if anything is. */
export const cidr = (range: string): ((value: string) => boolean) | string => {
  const [address = '', bitsText = '', ...more] = range.split('/')
  if (bitsText === '' || more.length > 0) return "Malformed CIDR, one '/' required"
  if (!/^[+-]?\d+$/.test(bitsText)) return 'Malformed CIDR, mask bits must be an integer'
  const bits = Number(bitsText)
  if (bits < 0) return 'Malformed CIDR, mask bits must not be negative'
  const base = ipAddress(address)
  if (base === undefined) return `Nonstandard IP address: ${address}`
  if (base.length === 4 && bits > 31) return 'IPv4 mask bits must be < 32'
  if (bits > 127) return 'IPv6 mask bits must be < 128'
  return value => {
    const octets = ipAddress(value)
    return octets !== undefined && isInRange(octets, base, bits)
  }
}
