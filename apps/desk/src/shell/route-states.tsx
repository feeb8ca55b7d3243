import { Alert, Button, Group, Text } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Loading } from './loaded.tsx';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

/**
 * In place of a page that failed, with the shell still around it. A new visit fetches the code again: a browser may
 * remember that a file was missing, and after an update of the desk the file has another name.
 */
export function PageFailure({ reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <div className={classes.wait}>
      <PageHeading documentTitle="Not loaded">This page could not be loaded</PageHeading>
      <Alert color="red" variant="outline" title="Something is missing">
        <Text size="sm" mb="sm">
          The connection may have failed, or the desk has been updated since you opened it.
        </Text>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => location.reload()}>
            Try again
          </Button>
          <Button
            variant="subtle"
            size="xs"
            onClick={() => {
              reset();
              router.history.back();
            }}
          >
            Go back
          </Button>
        </Group>
      </Alert>
    </div>
  );
}

/** In place of a page whose code is on its way. */
export function PagePending() {
  return <Loading what="the page" />;
}
