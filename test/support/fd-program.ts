// A program of its own: it serves on the listening socket it inherited as file descriptor 3, with the http module
// named by the first argument.
const { default: http } = (await import(process.argv[2] ?? 'nethttp')) as { default: typeof import('node:http') }

const server = http.createServer((req, res) => res.end(`hello ${req.url}`))
server.listen({ fd: 3 }, () => console.log('listening'))

export {}
