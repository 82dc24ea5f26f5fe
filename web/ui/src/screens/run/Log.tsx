import { Box, Button, Checkbox, FormControlLabel, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { download } from '../../api/client';
import { grouped, plural } from '../../words';
import { Section } from '../review/Section';
import { save } from '../review/save';
import { LogLines } from './LogLines';
import { filtered, levels, type Level } from './logFilter';
import type { Progress } from './progress';

/** Log is what a run says while it goes on. What the page no longer holds is in the download. */
export function Log({ run, progress }: { run: string; progress: Progress }) {
  const [level, setLevel] = useState<Level>('info');
  const [text, setText] = useState('');
  const [follow, setFollow] = useState(true);
  const lines = filtered(progress.log, level, text);
  const all = lines.length === progress.log.length;
  return (
    <Section title="Log" extra={
      <Typography variant="body2" color="textSecondary">
        {all ? plural(lines.length, 'line') : `${grouped(lines.length)} of ${plural(progress.log.length, 'line')}`}
        {progress.dropped > 0 && `; ${grouped(progress.dropped)} older ones are in the download`}
      </Typography>
    }>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1 }}>
        <TextField select size="small" label="Level" value={level} onChange={(e) => setLevel(e.target.value as Level)} sx={{ minWidth: 130 }}>
          {levels.map((l) => (
            <MenuItem key={l} value={l}>{l === 'debug' ? 'all' : l === 'error' ? 'error' : `${l} and above`}</MenuItem>
          ))}
        </TextField>
        <TextField size="small" type="search" label="Search the log" value={text} onChange={(e) => setText(e.target.value)} sx={{ flex: '1 1 160px' }} />
        <FormControlLabel control={<Checkbox size="small" checked={follow} onChange={(e) => setFollow(e.target.checked)} />} label="Follow" />
        <Download run={run} />
      </Box>
      <LogLines lines={lines} follow={follow} onFollow={setFollow} empty={progress.log.length === 0 ? 'No line yet.' : 'No line fits.'} />
    </Section>
  );
}

function Download({ run }: { run: string }) {
  const [failed, setFailed] = useState('');
  const fetchLog = async () => {
    try {
      setFailed('');
      save(`run-${run}.log`, 'text/plain', await download(`/api/status/${encodeURIComponent(run)}/log`));
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Button size="small" variant="outlined" onClick={() => void fetchLog()}>Download the log</Button>
      {failed && <Typography role="alert" color="error" variant="body2">{failed}</Typography>}
    </>
  );
}
