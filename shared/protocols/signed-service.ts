/**
 * The envelope of a service with which we have a local contract: a named service, a body, SM2 over
 * both ways. The government data-sharing gateway, the mutual-aid platform and the tax bureau's
 * collection platform are each reached by one of these.
 */
import * as z from 'zod';

export const serviceTime = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);

/** What is sent to the system that serves these services. */
export const serviceRequest = <const Names extends readonly string[]>(names: Names) =>
  z.object({
    appId: z.string().max(40),
    /** Unique per call; the answer repeats it under its own signature. */
    requestId: z.string().min(16).max(64),
    service: z.enum(names),
    time: serviceTime,
    signtype: z.literal('SM2'),
    /** SM2-with-SM3 signature (hex, DER) over the canonical JSON (RFC 8785) without this field. */
    cainfo: z.string().max(1024),
    body: z.record(z.string(), z.unknown()),
  });

export const serviceCode = {
  ok: 0,
  notFound: 404,
  badRequest: 400,
  badSignature: 401,
  systemError: 500,
} as const;

/** What it answers; a refusal of the business is an answer like any other. */
export const serviceResponse = z.object({
  code: z.int(),
  requestId: z.string(),
  time: serviceTime,
  message: z.string().max(200),
  signtype: z.literal('SM2'),
  cainfo: z.string().max(1024),
  body: z.record(z.string(), z.unknown()),
});
export type ServiceResponse = z.infer<typeof serviceResponse>;
