import { SvgIcon, type SvgIconProps } from '@mui/material';

/** icon makes an icon of one path, drawn for a square of 24. It says nothing by itself: the control that bears it has a name. */
function icon(path: string) {
  return function Icon(props: SvgIconProps) {
    return (
      <SvgIcon fontSize="small" {...props} aria-hidden>
        <path d={path} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
      </SvgIcon>
    );
  };
}

export const AddIcon = icon('M12 5v14M5 12h14');
export const ArrowIcon = icon('M4 12h15M13 6l6 6-6 6');
export const ChevronIcon = icon('M9 6l6 6-6 6');
export const CloseIcon = icon('M6 6l12 12M18 6L6 18');
export const DatabaseIcon = icon('M5 6c0-3.5 14-3.5 14 0s-14 3.5-14 0v12c0 3.5 14 3.5 14 0V6M5 12c0 3.5 14 3.5 14 0');
export const DeleteIcon = icon('M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5');
export const EditIcon = icon('M5 19l1-4L16 5l3 3L9 18zM14 7l3 3');
export const LockIcon = icon('M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3');
export const MoonIcon = icon('M20 14a8 8 0 1 1-9-10 7 7 0 0 0 9 10z');
export const SunIcon = icon('M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M5 19l1-1M18 6l1-1');
export const SystemIcon = icon('M4 5h16v11H4zM9 20h6M12 16v4');
