import { createTheme, type PaletteOptions } from '@mui/material/styles';

/** Red destroys, yellow warns, green adds; all else is calm. Every colour reads on its ground at 4.5 to 1. */
const light: PaletteOptions = {
  contrastThreshold: 4.5,
  primary: { main: '#0b5d66' },
  secondary: { main: '#6b4f9e' },
  error: { main: '#b3261e' },
  warning: { main: '#855300' },
  success: { main: '#1d6a3a' },
  info: { main: '#1b5e8c' },
  background: { default: '#f4f6f5', paper: '#ffffff' },
  text: { primary: '#15211f', secondary: '#4c5a58' },
  divider: '#d5dddb',
};

const dark: PaletteOptions = {
  contrastThreshold: 4.5,
  primary: { main: '#79d2c9' },
  secondary: { main: '#c3aef0' },
  error: { main: '#ff9d93' },
  warning: { main: '#f0c25a' },
  success: { main: '#82d6a0' },
  info: { main: '#8cc8f2' },
  background: { default: '#0f1617', paper: '#172122' },
  text: { primary: '#e6efed', secondary: '#a9b8b5' },
  divider: '#2c3a3b',
};

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data' },
  colorSchemes: { light: { palette: light }, dark: { palette: dark } },
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Cantarell, "DejaVu Sans", sans-serif',
    fontSize: 13,
    button: { textTransform: 'none', fontWeight: 600 },
    h5: { fontWeight: 650, letterSpacing: '-0.01em' },
  },
  components: {
    MuiButton: { defaultProps: { size: 'small', disableElevation: true } },
    MuiCheckbox: { defaultProps: { size: 'small' } },
    MuiChip: { defaultProps: { size: 'small' } },
    // What is locked is still there to be read.
    MuiFormHelperText: { styleOverrides: { root: { '&.Mui-disabled': { color: 'var(--mui-palette-text-secondary)' } } } },
    MuiIconButton: { defaultProps: { size: 'small' } },
    MuiPaper: { defaultProps: { variant: 'outlined' }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiDialog: { defaultProps: { fullWidth: true, maxWidth: 'sm' } },
    MuiCssBaseline: {
      styleOverrides: {
        body: { fontVariantNumeric: 'tabular-nums' },
        // What has the focus is always seen, whatever it stands on.
        ':focus-visible': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': { '*': { animationDuration: '0.01ms !important', transitionDuration: '0.01ms !important' } },
      },
    },
  },
});
