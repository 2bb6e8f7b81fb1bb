import type { Output } from '@yibao/shared/contracts';

export type Organisation = Output<'oversight.organisations'>['organisations'][number];
export type AgreementRow = Organisation['agreements'][number];
export type ClerkRow = Output<'oversight.clerks'>['clerks'][number];

/** What a clerk is handed to enrol with: it is shown once and nowhere else. */
export interface HandedCode {
  name: string;
  login: string;
  code: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** @returns the digest of a key in groups of four, as people read it to each other */
export const spokenDigest = (sm3: string): string => sm3.replace(/(.{4})(?=.)/g, '$1 ');

/** @returns CIDR blocks, one a line or separated by commas */
export const readNetworks = (text: string): string[] =>
  text
    .split(/[\s,，;；]+/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
