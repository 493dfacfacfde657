// One request by axios, told by the environment which proxy to use; prints what came of it.

import axios from 'axios'

try {
  const { status, data } = await axios.get(process.argv[2], { adapter: 'http', timeout: 5000 })
  console.log(status, JSON.stringify(data))
} catch (error) {
  console.log('failed:', error.code, error.response?.status ?? '')
}
