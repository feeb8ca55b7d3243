"""Makes one call with a client that openapi-generator has written, and prints the body of the response."""

import importlib
import json
import pkgutil
import sys

call = json.loads(sys.argv[1])
sys.path.insert(0, call["folder"])
client = importlib.import_module("openapi_client")
settings = client.Configuration(host=call["baseUrl"], username="x", password=call["token"])

with client.ApiClient(settings) as connection:
    for found in pkgutil.iter_modules(importlib.import_module("openapi_client.api").__path__):
        module = importlib.import_module(f"openapi_client.api.{found.name}")
        for name, api in vars(module).items():
            if name.endswith("Api") and hasattr(api, call["name"]):
                method = getattr(api(connection), call["name"])
                inputs = [*call["path"].values(), *([call["body"]] if "body" in call else [])]
                result = method(*inputs, **call.get("query", {}))
                print(json.dumps(connection.sanitize_for_serialization(result)))
                sys.exit()
sys.exit(f"there is no method {call['name']}")
