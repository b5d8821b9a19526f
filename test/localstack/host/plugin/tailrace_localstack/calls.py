"""Writes down what functions ask of AWS: who, which operation, and of which thing; no value of an item."""

import json
import os
import re
import threading
from urllib.parse import unquote

from localstack.aws.api import RequestContext
from localstack.runtime import hooks

_writing = threading.Lock()


def tables_of(operation: str, request: dict) -> list[dict]:
    """The tables of a request to DynamoDB; of a transaction each with the action that its part is."""
    if operation.startswith("TransactWrite"):
        parts = [(kind, part) for item in request.get("TransactItems") or [] for kind, part in item.items()]
        actions = {"ConditionCheck": "ConditionCheckItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
        return [{"operation": actions[kind], "thing": part["TableName"]} for kind, part in parts]
    if operation.startswith("TransactGet"):
        return [{"operation": "GetItem", "thing": part["Get"]["TableName"]} for part in request["TransactItems"]]
    if operation.startswith("Batch"):
        return [{"operation": operation, "thing": name} for name in request.get("RequestItems") or {}]
    return [{"operation": operation, "thing": request.get("TableName", "")}]


def calls_of(service: str, operation: str, request: dict) -> list[dict]:
    if service == "dynamodb":
        return tables_of(operation, request)
    if service == "s3":
        key = request.get("Key")
        thing = request.get("Bucket", "") + ("" if key is None else f"/{key}")
        if operation == "CopyObject":
            source = unquote(request["CopySource"].lstrip("/"))
            return [{"operation": "GetObject", "thing": source}, {"operation": "PutObject", "thing": thing}]
        return [{"operation": operation, "thing": thing}]
    return [{"operation": operation, "thing": request.get("TopicArn") or request.get("StreamArn") or ""}]


def record_call(_chain, context: RequestContext, _response) -> None:
    """A function has its name in the user agent, by AWS_SDK_UA_APP_ID; all others are nobody's concern here."""
    if not context.operation or not context.request:
        return
    found = re.search(r"\bapp/([\w-]+)", context.request.headers.get("User-Agent", ""))
    if found is None:
        return
    service, operation = context.service.service_name, context.operation.name
    lines = [
        json.dumps({"function": found.group(1), "service": service, **call}) + "\n"
        for call in calls_of(service, operation, context.service_request or {})
    ]
    with _writing, open(os.environ["TAILRACE_CALLS"], "a", encoding="utf-8") as file:
        file.writelines(lines)


@hooks.on_infra_start()
def record_calls():
    from localstack.aws.handlers import serve_custom_service_request_handlers

    if "TAILRACE_CALLS" in os.environ:
        serve_custom_service_request_handlers.append(record_call)
