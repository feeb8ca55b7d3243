import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useShortcut } from './commands.ts';
import { parseRecordNumber } from './record-number.ts';
import classes from './shell.module.css';

/** Opens a record of any kind by its number, including closed ones, which lists leave out. */
export function GoToNumber() {
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Go to a number', () => input.current?.focus());

  function go(event: FormEvent) {
    event.preventDefault();
    const id = parseRecordNumber(number);
    setWrong(id === undefined);
    if (id === undefined) return;
    setNumber('');
    void navigate({ to: '/b/$id', params: { id: String(id) } });
  }

  return (
    <search className={classes.goTo}>
      <form onSubmit={go} noValidate className={classes.goToForm}>
        <input
          ref={input}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          aria-label="Go to number"
          placeholder="Record number"
          className={classes.goToInput}
          value={number}
          aria-invalid={wrong}
          aria-describedby={wrong ? 'go-to-problem' : undefined}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="xs">
          Go
        </Button>
      </form>
      <p id="go-to-problem" role="alert" className={classes.goToProblem}>
        {wrong ? 'Enter a number, such as 13534' : ''}
      </p>
    </search>
  );
}
