// Warnings of deprecated members: each code once a process, as Node does.

const WARNED = new Set<string>()

export function warnDeprecated(code: string, message: string): void {
  if (WARNED.has(code)) return
  WARNED.add(code)
  process.emitWarning(message, 'DeprecationWarning', code)
}
