// A page that is made for each request, with the request's parameters and cookies.
import { cookies } from 'next/headers'

export default async function User({ params }) {
  const { id } = await params
  const who = (await cookies()).get('who')
  return (
    <h1>
      user {id} for {who?.value ?? 'nobody'}
    </h1>
  )
}
