// The root is where the packages are; else Next.js guesses it by the lock files that it finds.
import { fileURLToPath } from 'node:url'

export default {
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  redirects: async () => [{ source: '/old', destination: '/users/1', permanent: true }],
  headers: async () => [{ source: '/:path*', headers: [{ key: 'X-From', value: 'config' }] }],
}
