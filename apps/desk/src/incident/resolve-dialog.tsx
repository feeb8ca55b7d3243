import { Checkbox, Textarea } from '@mantine/core';
import type { IncidentWrite } from '@service-desk/client';
import { toTimestamp } from '../format.ts';
import { DialogForm } from '../forms/dialog-form.tsx';
import { FormDialog } from '../forms/form-dialog.tsx';
import { Meanwhile } from '../forms/form-notices.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { useIncidentMove } from './use-update.ts';

interface ResolveValues {
  resolution: string;
  notify_watchlisted: boolean;
}

const blank: ResolveValues = { resolution: '', notify_watchlisted: false };
const labels = { resolution: 'Resolution', notify_watchlisted: 'Tell the watchers' };

export function ResolveDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <FormDialog opened={opened} close={close} title={`Resolve incident #${incident.id}`} size="lg">
      <ResolveForm close={close} incident={incident} />
    </FormDialog>
  );
}

function ResolveForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const written = incident.resolutions.length > 0;
  const draft = useDraftForm({ name: 'resolve', values: blank });
  const { form } = draft;
  const { save, changes, impossible } = useIncidentMove({
    incident,
    close,
    wanted: 'Resolved',
    from: ['Open'],
    carriedOut: (now, { resolution }) =>
      resolution === undefined || now.resolutions.some((item) => item.resolution.note === resolution),
    draft,
    labels,
    setErrors: form.setErrors,
  });
  function inputOf({ resolution, notify_watchlisted }: ResolveValues): IncidentWrite {
    return {
      resolved_at: toTimestamp(new Date()),
      // A resolution that is written already will do; a blank one beside it would say nothing.
      ...(!(written && resolution.trim() === '') && { resolution }),
      ...(notify_watchlisted && { notify_watchlisted: 1 }),
    };
  }
  return (
    <DialogForm
      action="Resolve incident"
      close={close}
      draft={draft}
      words={{ labels }}
      save={save}
      impossible={impossible}
      notice={
        <Meanwhile changes={changes}>
          {impossible
            ? 'It cannot be resolved any more. What you typed is kept until you discard it.'
            : undefined}
        </Meanwhile>
      }
      onSubmit={form.onSubmit((values) => save.submit(inputOf(values)))}
    >
      <Textarea
        label="Resolution"
        description={
          written
            ? 'What was done about it. There is a resolution already; leave this blank to keep to it.'
            : 'What was done about it.'
        }
        autosize
        minRows={4}
        maxRows={14}
        required={!written}
        data-autofocus
        {...form.getInputProps('resolution')}
      />
      <Checkbox
        label="Tell the watchers"
        {...form.getInputProps('notify_watchlisted', { type: 'checkbox' })}
      />
    </DialogForm>
  );
}
