import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { MoonIcon, SunIcon } from './icons.tsx';

/** The colour scheme follows the system until the toggle is pressed. */
export function ColorSchemeToggle() {
  // Stopping transitions would insert a style element, which the Content-Security-Policy blocks.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = scheme === 'dark' ? 'light' : 'dark';
  const Icon = other === 'dark' ? MoonIcon : SunIcon;
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={`Switch to ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      <Icon size={17} />
    </ActionIcon>
  );
}
