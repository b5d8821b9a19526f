"""A stream function in Python: tells of each failed record, and goes on with the others."""


def handle(record):
    item = record["dynamodb"]["NewImage"]
    if item["kind"]["S"] == "poison":
        raise ValueError("this item cannot be handled")
    print("handled", item["id"]["S"])


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            handle(record)
        except ValueError:
            failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failures}
