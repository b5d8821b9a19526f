// A stream function in Go: tells of each failed record, and goes on with the others.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func handle(record events.DynamoDBEventRecord) error {
	item := record.Change.NewImage
	if item["kind"].String() == "poison" {
		return fmt.Errorf("this item cannot be handled")
	}
	fmt.Println("handled", item["id"].String())
	return nil
}

func handler(_ context.Context, event events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	for _, record := range event.Records {
		if err := handle(record); err != nil {
			failure := events.DynamoDBBatchItemFailure{ItemIdentifier: record.Change.SequenceNumber}
			answer.BatchItemFailures = append(answer.BatchItemFailures, failure)
		}
	}
	return answer, nil
}

func main() {
	lambda.Start(handler)
}
