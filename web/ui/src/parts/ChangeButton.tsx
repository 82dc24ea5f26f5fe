import { Button, type ButtonProps } from '@mui/material';
import { readOnlyNote, useReadOnly } from './readOnly';

/** ChangeButton is a button that changes something: where the page is read-only it is disabled, and says why. */
export function ChangeButton({ disabled = false, ...props }: ButtonProps) {
  const readOnly = useReadOnly();
  if (!readOnly) return <Button disabled={disabled} {...props} />;
  return (
    <span title="Read-only: this page changes nothing">
      <Button {...props} disabled aria-describedby={readOnlyNote} />
    </span>
  );
}
