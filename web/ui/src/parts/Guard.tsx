import { Alert, AlertTitle, Button } from '@mui/material';
import { Component, type ReactNode } from 'react';

interface State {
  error: Error | null;
}

/** Guard keeps a mistake in one screen from taking the frame with it. */
export class Guard extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Alert severity="error" action={<Button color="inherit" onClick={() => location.reload()}>Load again</Button>}>
        <AlertTitle>This screen can’t be shown</AlertTitle>
        {this.state.error.message}. Nothing was changed by that; runs go on.
      </Alert>
    );
  }
}
