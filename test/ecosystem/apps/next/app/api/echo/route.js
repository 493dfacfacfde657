// A route of the application's own: JSON back, with a cookie.
import { NextResponse } from 'next/server'

export async function POST(request) {
  const response = NextResponse.json({ got: await request.json() }, { status: 201 })
  response.cookies.set('seen', 'yes', { httpOnly: true })
  return response
}
