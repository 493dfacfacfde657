-- Has wrk write the bytes of a file: wrk counts the requests in them by itself, so one write may carry several.

local file = assert(io.open(os.getenv('BENCH_REQUEST_FILE'), 'rb'))
local bytes = file:read('*a')
file:close()

function request()
  return bytes
end
