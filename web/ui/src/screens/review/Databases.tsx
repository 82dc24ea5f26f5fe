import { Box, Typography } from '@mui/material';
import type { Plan } from '../../api/types';
import { Section } from './Section';

/** Databases says which servers a plan is about. */
export function Databases({ plan }: { plan: Plan }) {
  return (
    <Section title="Databases">
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}>
        {Object.entries(plan.databases).map(([label, db]) => (
          <Box key={label} sx={{ p: 1.5, border: 1, borderColor: 'divider', borderRadius: 1, minWidth: 0 }}>
            <Typography sx={{ fontWeight: 600 }}>{label}</Typography>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {db.user}@{db.host}:{db.port}/{db.dbname}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              PostgreSQL {db.server_version.split(' ')[0]}, schema {db.schema}
            </Typography>
          </Box>
        ))}
      </Box>
    </Section>
  );
}
