import { ActionIcon } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { SearchIcon } from './icons.tsx';
import type { PaletteProps } from './palette.tsx';
import { useLazyDialog } from './use-lazy-dialog.ts';

/** Opens the command palette, as Ctrl+K does. */
export function PaletteButton() {
  const palette = useLazyDialog<PaletteProps>(
    'the command palette',
    async () => (await import('./palette.tsx')).Palette,
  );
  const before = useRef<Element>(null);

  function open(): void {
    before.current = document.activeElement;
    void palette.open();
  }

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (key.toLowerCase() !== 'k' || !(ctrlKey || metaKey) || altKey || shiftKey) return;
      event.preventDefault();
      if (!document.querySelector('[aria-modal="true"]')) open();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });

  return (
    <>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Command palette"
        aria-keyshortcuts="Control+K"
        title="Command palette (Ctrl+K)"
        onClick={open}
      >
        <SearchIcon size={17} />
      </ActionIcon>
      {palette.Dialog && (
        <palette.Dialog
          opened={palette.opened}
          close={palette.close}
          restoreFocus={() => before.current instanceof HTMLElement && before.current.focus()}
        />
      )}
    </>
  );
}
