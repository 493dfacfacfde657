// Colours for a terminal. None where the output is not one, nor where NO_COLOR is set (https://no-color.org).

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] }

/** @returns a function for each style, text in and text out */
export function styleFor(output, env) {
  const hasColours = Boolean(output.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb'
  const styles = {}
  for (const [name, [on, off]] of Object.entries(CODES)) {
    styles[name] = hasColours ? (text) => `\x1b[${on}m${text}\x1b[${off}m` : String
  }
  return styles
}
