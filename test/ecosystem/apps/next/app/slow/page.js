// A page whose second half is streamed.
import { connection } from 'next/server'
import { Suspense } from 'react'

async function Late() {
  await connection()
  await new Promise((resolve) => setTimeout(resolve, 30))
  return <p>late</p>
}

export default function Slow() {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Late />
    </Suspense>
  )
}
