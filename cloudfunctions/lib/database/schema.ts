/**
 * The tables as the code sees them, one file a room. The SQL in ../../migrations is what makes
 * them, with every constraint; a test compares the two column by column.
 */
export * from './schema/audit';
export * from './schema/certificates';
export * from './schema/consents';
export * from './schema/mutual-aid';
export * from './schema/newborn';
export * from './schema/organisations';
export * from './schema/payment';
export * from './schema/people';
export * from './schema/reconciliation';
export * from './schema/reminders';
export * from './schema/records';
export * from './schema/refunds';
export * from './schema/service';
