/** The address of the provider; every project gets a file of its own with the address of its sandbox. */
export const baseUrl = 'http://127.0.0.1:3000/v1';
