/** The pooling area (统筹区) that this platform enrols for; its counties share the prefix. */
export const homeArea = { code: '340600', name: '淮北市', prefix: '3406' } as const;
