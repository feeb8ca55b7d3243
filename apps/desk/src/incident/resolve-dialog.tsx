import { Checkbox, Modal, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { IncidentWrite } from '@service-desk/client';
import { toTimestamp } from '../format.ts';
import { useApi } from '../session.tsx';
import { useSave } from '../use-save.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { DialogForm } from './dialog-form.tsx';
import { useShowIncident } from './queries.ts';

interface ResolveValues {
  resolution: string;
  notify_watchlisted: boolean;
}

export function ResolveDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Resolve incident #${incident.id}`} size="lg">
      <ResolveForm close={close} incident={incident} />
    </Modal>
  );
}

function ResolveForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const { queries } = useApi();
  const show = useShowIncident();
  const written = incident.resolutions.length > 0;
  const form = useForm<ResolveValues>({ initialValues: { resolution: '', notify_watchlisted: false } });
  const save = useSave({
    ...queries.incidents.update.mutationOptions(),
    saved: async (updated) => {
      await show(updated);
      close();
    },
    announce: `Incident #${incident.id} is resolved`,
    labels: { resolution: 'Resolution' },
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
      save={save}
      onSubmit={form.onSubmit((values) => save.submit({ id: incident.id, input: inputOf(values) }))}
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
