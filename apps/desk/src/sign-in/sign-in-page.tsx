import { Alert, Button, Checkbox, PasswordInput, Stack, Text } from '@mantine/core';
import { AuthenticationError } from '@service-desk/client';
import { createQueries } from '@service-desk/client/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { describeError } from '../errors.ts';
import { currentUserQuery, fetchMe } from '../people/account.ts';
import { deskFor } from '../session.tsx';
import { ColorSchemeToggle } from '../shell/color-scheme-toggle.tsx';
import { PageHeading } from '../shell/page-heading.tsx';
import classes from './sign-in.module.css';

export type SignInSearch = { back?: string };

/** The address after signing in; limited to this app. */
export function safeReturn(value: unknown): string {
  const text = String(value ?? '');
  return /^\/(?![/\\])/.test(text) && !text.startsWith('/sign-in') ? text : '/';
}

export function SignInPage() {
  const { session } = useRouteContext({ from: '/sign-in' });
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [token, setToken] = useState('');
  const [onlyThisTab, setOnlyThisTab] = useState(false);
  const [problem, setProblem] = useState('');
  const [failure, setFailure] = useState('');

  const signIn = useMutation({
    mutationFn: async (token: string) => fetchMe(deskFor(token)),
    onSuccess: (me, token) => {
      session.start(token, onlyThisTab);
      queryClient.setQueryData(currentUserQuery(createQueries(deskFor(token))).queryKey(), me);
    },
    onError: (error) => {
      // A DOMException is thrown for characters that a header cannot contain.
      const wrong = error instanceof AuthenticationError || error instanceof DOMException;
      if (wrong) refuse('This token is not accepted. Check that you copied all of it.');
      else setFailure(describeError(error));
    },
  });

  function refuse(text: string) {
    setProblem(text);
    field.current?.focus();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setProblem('');
    setFailure('');
    const given = token.trim();
    if (given === '') refuse('Enter your API token');
    else signIn.mutate(given);
  }

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.top}>
          <p className={classes.brand}>Service Desk</p>
          <ColorSchemeToggle />
        </div>
        <PageHeading documentTitle="Sign in">Sign in</PageHeading>
        {session.notice !== '' && (
          <Alert color="red" variant="outline" mt="md">
            {session.notice}
          </Alert>
        )}
        <form onSubmit={submit} noValidate>
          <Stack mt="md" gap="md">
            <PasswordInput
              ref={field}
              label="API token"
              description="Your own token, or the account-wide one."
              autoComplete="current-password"
              required
              spellCheck={false}
              value={token}
              error={problem}
              onChange={(event) => setToken(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token', tabIndex: 0 }}
            />
            <Checkbox
              label="Only in this tab"
              description="For shared computers. Closing the tab signs you out."
              checked={onlyThisTab}
              onChange={(event) => setOnlyThisTab(event.currentTarget.checked)}
            />
            {failure !== '' && (
              <Alert color="red" variant="outline" title="Not signed in">
                <Text size="sm">{failure}</Text>
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </div>
    </main>
  );
}
