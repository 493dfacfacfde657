-- Has wrk write the bytes it is given: wrk counts the requests in them by itself, so one write may carry several.

local bytes = os.getenv('BENCH_REQUEST_BYTES')

function request()
  return bytes
end
