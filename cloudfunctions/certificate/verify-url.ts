/** What the QR code says; the code itself is all that is secret in it. */
export function verifyUrl(publicUrl: string, code: string): string {
  return `${publicUrl}/verify/${code}`;
}
