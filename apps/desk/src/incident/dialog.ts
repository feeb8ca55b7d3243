import type { Incident } from '@service-desk/client';

/** What every dialog about an incident is given. */
export interface IncidentDialogProps {
  opened: boolean;
  close: () => void;
  incident: Incident;
}
