import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  InputWrapper,
  type MantineColorsTuple,
  Modal,
  MultiSelect,
  mergeMantineTheme,
  Notification,
  Select,
} from '@mantine/core';

const pine: MantineColorsTuple = [
  '#ecf7f6',
  '#d5ebe9',
  '#abd6d3',
  '#83c5c1',
  '#6cbdb8',
  '#37928f',
  '#217a79',
  '#155e63',
  '#104b50',
  '#0b383c',
];

const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fadedb',
  '#f5bdb7',
  '#f3a49c',
  '#f2938a',
  '#d9534a',
  '#c23a31',
  '#a92a22',
  '#8c201a',
  '#6c1813',
];

const dark: MantineColorsTuple = [
  '#e4e9ec',
  '#c9d1d6',
  '#aab5bc',
  '#85929a',
  '#46525a',
  '#343f46',
  '#273037',
  '#182025',
  '#12181c',
  '#0c1114',
];

/** Defaults of every searchable list. */
export const searchProps = {
  // A screen reader cannot reach a list outside its dialog or landmark.
  comboboxProps: { withinPortal: false, shadow: 'md' },
  // The list itself scrolls: the keyboard could not reach a scrolling box around it.
  withScrollArea: false,
  styles: { options: { maxHeight: 240, overflowY: 'auto' } },
  openOnFocus: false,
} as const;

export const theme = createTheme({
  primaryColor: 'pine',
  // White text on either shade meets AA.
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, red, dark },
  black: '#172126',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '0.8rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Select: Select.extend({ defaultProps: searchProps }),
    MultiSelect: MultiSelect.extend({ defaultProps: searchProps }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        // Removing the scrollbar would insert styles, which the Content-Security-Policy blocks.
        removeScrollProps: { removeScrollBar: false },
        closeButtonProps: { 'aria-label': 'Close dialog' },
        // Mantine renders a header element, which would be a second banner landmark.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    // Notifications close by themselves. They ignore the pointer, so that they never block a button.
    Notification: Notification.extend({ defaultProps: { withCloseButton: false } }),
    // Hints are below the input, so that inputs in a row stay aligned.
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] },
    }),
  },
});

/** Text colours that meet AA on every background, in both schemes. */
const ownVariables: ConvertCSSVariablesInput = {
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#4c5a62',
    '--mantine-color-placeholder': '#5c6a72',
    '--mantine-color-disabled-color': '#5c6a72',
    '--mantine-color-error': '#a92a22',
    '--mantine-color-anchor': '#12565b',
    '--mantine-color-default-border': '#c3ccd1',
    '--mantine-color-pine-light': '#e3f1f0',
    '--mantine-color-pine-light-hover': '#d5ebe9',
    '--mantine-color-pine-light-color': '#104b50',
    '--mantine-color-red-light-color': '#8c201a',
  },
  dark: {
    '--mantine-color-body': '#182025',
    '--mantine-color-dimmed': '#aab5bc',
    '--mantine-color-placeholder': '#98a4ac',
    '--mantine-color-disabled-color': '#98a4ac',
    '--mantine-color-error': '#f5aaa3',
    '--mantine-color-anchor': '#83c5c1',
    '--mantine-color-default-border': '#46525a',
    '--mantine-color-pine-light': '#1f3638',
    '--mantine-color-pine-light-hover': '#254244',
    '--mantine-color-pine-light-color': '#abd6d3',
    '--mantine-color-red-light-color': '#f5bdb7',
  },
};

/** A style sheet with Mantine's variables for this theme. */
export function themeSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  sheet.replaceSync(convertCssVariables(variables) + convertCssVariables(ownVariables));
  return sheet;
}
