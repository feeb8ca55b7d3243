import { Checkbox, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { IncidentWrite } from '@service-desk/client';
import { toTimestamp } from '../format.ts';
import { useApi } from '../session.tsx';
import { useSave } from '../use-save.ts';
import { closureCodes } from './closure-codes.ts';
import type { IncidentDialogProps } from './dialog.ts';
import { DialogForm } from './dialog-form.tsx';
import { useShowIncident } from './queries.ts';

interface CloseValues {
  closure_code: NonNullable<IncidentWrite['closure_code']>;
  closure_comment: string;
  notify_watchlisted: boolean;
}

export function CloseDialog({ opened, close, incident }: IncidentDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Close incident #${incident.id}`} size="lg">
      <CloseForm close={close} incident={incident} />
    </Modal>
  );
}

function closingOf({ closure_code, closure_comment, notify_watchlisted }: CloseValues): IncidentWrite {
  return {
    closed_at: toTimestamp(new Date()),
    closure_code,
    closure_comment,
    ...(notify_watchlisted && { notify_watchlisted: 1 }),
  };
}

function CloseForm({ close, incident }: Omit<IncidentDialogProps, 'opened'>) {
  const { queries } = useApi();
  const show = useShowIncident();
  const form = useForm<CloseValues>({
    initialValues: {
      closure_code: incident.status === 'Resolved' ? '0' : '',
      closure_comment: '',
      notify_watchlisted: false,
    },
  });
  const save = useSave({
    ...queries.incidents.update.mutationOptions(),
    saved: async (updated) => {
      await show(updated);
      close();
    },
    announce: `Incident #${incident.id} is closed`,
    labels: { closure_code: 'Closure', closure_comment: 'Closure comment' },
    setErrors: form.setErrors,
  });
  return (
    <DialogForm
      action="Close incident"
      close={close}
      save={save}
      onSubmit={form.onSubmit((values) => save.submit({ id: incident.id, input: closingOf(values) }))}
    >
      <Radio.Group label="Closure" required {...form.getInputProps('closure_code')}>
        <Stack gap="xs" my="xs">
          {closureCodes.map(({ code, label }) => (
            <Radio key={code} value={String(code)} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label="Closure comment"
        description="Why it is closed."
        autosize
        minRows={3}
        maxRows={14}
        required
        {...form.getInputProps('closure_comment')}
      />
      <Checkbox
        label="Tell the watchers"
        {...form.getInputProps('notify_watchlisted', { type: 'checkbox' })}
      />
    </DialogForm>
  );
}
