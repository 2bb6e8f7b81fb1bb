/** The SDK's storage calls; the package types only its root. What comes back is judged by us. */
declare module '@cloudbase/node-sdk/dist/storage' {
  /** As much of the SDK's own client as its storage calls read. */
  interface StorageClient {
    config: {
      envName: string;
      secretId: string;
      secretKey: string;
      sessionToken?: string;
      timeout: number;
    };
  }
  export function getUploadMetadata(
    client: StorageClient,
    file: { cloudPath: string },
  ): Promise<unknown>;
  export function getTempFileURL(
    client: StorageClient,
    files: { fileList: { fileID: string; maxAge: number }[] },
  ): Promise<unknown>;
  export function deleteFile(
    client: StorageClient,
    files: { fileList: string[] },
  ): Promise<unknown>;
}
