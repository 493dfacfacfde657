// A route that streams.
export function GET() {
  const parts = ['one ', 'two ', 'three']
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (parts.length === 0) controller.close()
      else controller.enqueue(new TextEncoder().encode(parts.shift()))
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/plain' } })
}
