/** The published packages, by the folder that they are packed from. */
export const PUBLISHED = {
  '@service-desk/client': 'libs/client',
  '@service-desk/contract': 'libs/contract',
  '@service-desk/server': 'apps/server',
  '@service-desk/spec': 'spec',
} as const;

export type Published = keyof typeof PUBLISHED;
