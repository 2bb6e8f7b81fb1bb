import type { Output } from '@yibao/shared/contracts';

export type Organisation = Output<'oversight.organisations'>['organisations'][number];
export type AgreementRow = Organisation['agreements'][number];
export type ClerkRow = Output<'oversight.clerks'>['clerks'][number];

/** What a clerk is given once: read it out or print it, it is nowhere else. */
export interface Secret {
  name: string;
  login: string;
  /** Null for a system: it signs with the organisation's key. */
  password: string | null;
  totpUri: string | null;
}

/** @returns CIDR blocks, one a line or separated by commas */
export const readNetworks = (text: string): string[] =>
  text
    .split(/[\s,，;；]+/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
