/**
 * Who caused a change: somebody's write, the TTL service, a replica in another region, or this pipeline itself.
 * A TTL removal that was replicated from another region carries no service identity, so it reads as `user`.
 */
export type Origin = 'user' | 'ttl' | 'replica' | 'self'
