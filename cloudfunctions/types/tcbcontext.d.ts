/** The part of @cloudbase/node-sdk that reads an invocation's context; the package types only its root. */
declare module '@cloudbase/node-sdk/dist/utils/tcbcontext' {
  export function getCloudbaseContext(context?: object): Record<string, string | undefined>;
}
