export const own = 'by a name of its own'
