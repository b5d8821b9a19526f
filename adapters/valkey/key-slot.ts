const slots = 16_384
const polynomial = 0x1021

const crc16 = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ polynomial
    crc &= 0xffff
  }
  return crc
}

/** What of a key decides its slot: the text in its first braces, if there is any, else all of it. */
const tagOf = (key: string): string => {
  const open = key.indexOf('{')
  const close = key.indexOf('}', open)
  return open >= 0 && close > open + 1 ? key.slice(open + 1, close) : key
}

/**
 * The slot of a cluster that a key lives in.
 * @see https://valkey.io/topics/cluster-spec/
 */
export const keySlot = (key: string): number => crc16(Buffer.from(tagOf(key))) % slots

/**
 * Keys that one command may name together: in a cluster only those of one slot, even where a node has several.
 * The slot is that of the key behind its prefix, whose braces count.
 */
export const bySlot = (keys: readonly string[], prefix = ''): readonly (readonly string[])[] => [
  ...Map.groupBy(keys, key => keySlot(prefix + key)).values(),
]
