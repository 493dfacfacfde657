// A program that imports the module under test and says how many milliseconds it waited: `import.mjs <variant>`.

const [variant] = process.argv.slice(2)
const target =
  variant === 'node:http'
    ? 'node:http'
    : new URL(
        variant === 'before' ? `file://${process.env.BENCH_BEFORE}/dist/http.mjs` : '../../dist/http.mjs',
        import.meta.url,
      )

const startedMs = performance.now()
await import(target)
console.log(performance.now() - startedMs)
