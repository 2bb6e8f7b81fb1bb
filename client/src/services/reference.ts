/** A long number in groups of four, to be read out over the telephone: 'YB20 2511 2065'. */
export function referenceWords(reference: string): string {
  return reference.match(/.{1,4}/g)?.join(' ') ?? '';
}

/**
 * As much of a trace's number as is read out over the telephone: 'f38a abf0'. The logs are searched
 * by how it begins.
 */
export function traceWords(traceId: string): string {
  return referenceWords(traceId.slice(0, 8));
}
