/** A long number in groups of four, to be read out over the telephone: 'YB20 2511 2065'. */
export function referenceWords(reference: string): string {
  return reference.match(/.{1,4}/g)?.join(' ') ?? '';
}
