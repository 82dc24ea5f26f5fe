import { ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useColorScheme } from '@mui/material/styles';
import { MoonIcon, SunIcon, SystemIcon } from '../icons';

/** ThemeSwitch chooses between light, dark and what the system has. The browser remembers it. */
export function ThemeSwitch() {
  const { mode, setMode } = useColorScheme();
  return (
    <ToggleButtonGroup
      exclusive size="small" aria-label="Theme" value={mode ?? 'system'}
      onChange={(_, chosen: 'light' | 'dark' | 'system' | null) => chosen && setMode(chosen)}
      sx={{ '& .MuiToggleButton-root': { p: 0.5 } }}
    >
      <ToggleButton value="light" aria-label="Light theme"><SunIcon /></ToggleButton>
      <ToggleButton value="system" aria-label="Theme of the system"><SystemIcon /></ToggleButton>
      <ToggleButton value="dark" aria-label="Dark theme"><MoonIcon /></ToggleButton>
    </ToggleButtonGroup>
  );
}
