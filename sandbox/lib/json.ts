/** @returns what the text says, or undefined when it is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether something that came in carries an SM2 signature at all. */
export function isSigned(raw: unknown): raw is { cainfo: string } {
  return (
    typeof raw === 'object' && raw !== null && 'cainfo' in raw && typeof raw.cainfo === 'string'
  );
}
