// A whole number from a query, held within bounds. Pure.

export function numberOf(query, name, { fallback, most }) {
  const value = Number.parseInt(query.get(name) ?? '', 10)
  return value >= 0 ? Math.min(value, most) : fallback
}
