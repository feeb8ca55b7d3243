/** How an incident may be closed, by v1's codes. */
export const closureCodes = [
  { code: 0, label: 'Resolved' },
  { code: 1, label: 'Permanently Fixed' },
  { code: 2, label: 'Other Reason' },
] as const;
