import { describe, expect, it } from 'vitest'
import { valkeyTarget } from './valkey-target.ts'

const plain = { host: 'h', port: 6379, tls: false, database: 0, isCluster: false, timeoutMs: 5_000 }

describe('valkeyTarget', () => {
  it.each([
    ['redis', '//h', plain],
    ['valkey', '//h:7000/3', { ...plain, port: 7_000, database: 3 }],
    ['redis', '//h?db=2', { ...plain, database: 2 }],
    ['redis', '//h/0?cluster=true', { ...plain, isCluster: true }],
    ['redis', '//h?cluster=false', plain],
    ['redis', '//h?timeoutMs=1', { ...plain, timeoutMs: 1 }],
    ['rediss', '//:p%40ss@h', { ...plain, tls: true, password: 'p@ss' }],
    [
      'valkeys',
      '//u:p@h?cluster=true',
      { ...plain, tls: true, username: 'u', password: 'p', isCluster: true },
    ],
    ['redis', '//[::1]:6380?timeoutMs=100', { ...plain, host: '::1', port: 6_380, timeoutMs: 100 }],
    [
      'redis+unix',
      '/run/redis.sock?db=2',
      { ...plain, host: '', database: 2, socketPath: '/run/redis.sock' },
    ],
    ['valkey+unix', 'run/a%20b?cluster=false', { ...plain, host: '', socketPath: 'run/a b' }],
  ] as const)('reads %s:%s', (scheme, place, expected) => {
    expect(valkeyTarget(scheme, place)).toEqual(expected)
  })

  it.each([
    ['redis', '//u:secret@h:port', 'it is no URL'],
    ['redis', '', 'it names no host'],
    ['redis+unix', '', 'it names no socket'],
    ['redis+unix', '/run/redis.sock?cluster=true', 'a unix socket leads to no cluster'],
    ['redis', '//u:secret@h/shop', 'the database is shop'],
    ['redis', '//u:secret@h?tls=1', 'it has no option tls'],
    ['redis', '//u:secret@h?timeoutMs=-1', 'timeoutMs is -1'],
    ['redis', '//u:secret%@h', 'a % in it is not part of'],
    ['redis', '//u:secret@h?timeoutMs=0', 'timeoutMs is 0'],
    ['redis', '//u:secret@h?cluster=1', 'cluster is 1, not true or false'],
    ['redis', '//u:secret@h/1?db=2', 'it names a database twice'],
    ['redis', '//u:secret@h/1?cluster=true', 'a cluster has no database 1'],
    ['redis', '//u:12/secret@h/1', 'has to be percent-encoded'],
    ['redis', '//u:12?secret@h/1', 'has to be percent-encoded'],
    ['redis', '//u:12#secret@h/1', 'has to be percent-encoded'],
    ['rediss', '//secret/word@h', 'has to be percent-encoded'],
  ] as const)('refuses %s:%s and keeps its password to itself', (scheme, place, problem) => {
    const read = () => valkeyTarget(scheme, place)

    expect(read).toThrow(expect.objectContaining({ code: 'cache.url-invalid' }))
    expect(read).toThrow(problem)
    expect(read).not.toThrow('secret')
  })
})
