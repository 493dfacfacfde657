// A page that is made at build time.
export default function Page() {
  return <h1>home</h1>
}
