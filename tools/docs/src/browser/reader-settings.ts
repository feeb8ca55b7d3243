/// <reference lib="dom" />

/** What the reader has entered; nothing where the defaults apply. */
export interface ReaderSettings {
  address?: string;
  token?: string;
}

/** An address is kept for the next visit. A token is a secret, and is kept until the tab is closed. */
const KEPT = {
  address: ['localStorage', 'docs.address'],
  token: ['sessionStorage', 'docs.token'],
} as const satisfies Record<keyof ReaderSettings, readonly ['localStorage' | 'sessionStorage', string]>;

export function readReaderSettings(): ReaderSettings {
  const [address, token] = [read('address'), read('token')];
  return { ...(address && { address }), ...(token && { token }) };
}

/** Keeps a setting; nothing forgets it. */
export function keepSetting(name: keyof ReaderSettings, value: string | undefined): void {
  const [storage, key] = KEPT[name];
  try {
    if (value) window[storage].setItem(key, value);
    else window[storage].removeItem(key);
  } catch {
    // A browser may forbid it. The setting then ends with the page.
  }
}

function read(name: keyof ReaderSettings): string | null {
  const [storage, key] = KEPT[name];
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}
