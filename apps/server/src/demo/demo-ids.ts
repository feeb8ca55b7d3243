/** The ids of the people, groups and services of the demo data, as printed in the guide. */
export const ADMIN = 7;
export const DAN = 18;
export const LUKE = 17;
export const BEN = 16;
export const CARL = 20;
export const GREG = 21;
export const TOMAS = 56;
export const SIONE = 436;
export const SUPPORT = 168;
export const MY_GROUP = 1_039_848_703;

export const DESK = 20;
export const POWERSHOP = 33;
export const EMAIL = 2;
export const NETWORK = 34;
export const PAYROLL = 123;
export const TIMESHEET = 17;
