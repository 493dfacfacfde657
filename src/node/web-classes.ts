// The classes of the web that newer Nodes show on `http` too: those that the running Node has, loaded when asked for.

const NAMES = ['WebSocket', 'CloseEvent', 'MessageEvent'] as const

/** Defines on `target` an accessor for each class that is global here. */
export function addWebClasses<Target extends object>(target: Target): Target {
  if (!('WebSocket' in globalThis)) return target
  for (const name of NAMES) {
    if (!(name in globalThis)) continue
    Object.defineProperty(target, name, { get: () => globalThis[name as never], enumerable: true, configurable: true })
  }
  return target
}
