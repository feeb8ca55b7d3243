"""Runs the samples whose files it reads from its input, a line each, and prints the envelope that each one received."""

import json
import sys

for line in sys.stdin:
    names = {}
    try:
        with open(line.rstrip("\n"), encoding="utf-8") as file:
            exec(compile(file.read(), file.name, "exec"), names)
        outcome = {"envelope": names["envelope"]}
    except Exception as error:
        outcome = {"error": repr(error)}
    print(json.dumps(outcome), flush=True)
