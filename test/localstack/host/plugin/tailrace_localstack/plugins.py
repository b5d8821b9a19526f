"""The plugins that LocalStack loads: function processes, loopback only, our DynamoDB Local, and an empty ECR."""

import json
import os

from localstack import config
from localstack.aws.api import CommonServiceException, RequestContext, ServiceRequest, handler
from localstack.runtime import hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import Service, aws_provider


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """Chosen by LAMBDA_RUNTIME_EXECUTOR=process."""

    name = "process"

    def load(self, *args, **kwargs):
        from .executor import ProcessExecutor

        return ProcessExecutor


@hooks.on_infra_start()
def listen_on_loopback():
    """LocalStack takes only the port from GATEWAY_LISTEN, and would listen on every interface."""
    from twisted.internet import endpoints

    hosts = {listen.port: listen.host for listen in config.GATEWAY_LISTEN}
    original = endpoints.TCP4ServerEndpoint

    def endpoint(reactor, port, **options):
        return original(reactor, port, **{"interface": hosts.get(port, ""), **options})

    endpoints.TCP4ServerEndpoint = endpoint


@hooks.on_infra_start()
def start_given_dynamodb_local():
    """LocalStack would download DynamoDB Local and a Java; the command of ours is in the environment."""
    from localstack.services.dynamodb.server import DynamodbServer
    from localstack.utils.run import ShellCommandThread

    def start(self):
        command = [*json.loads(os.environ["TAILRACE_DYNAMODB_LOCAL"]), "-port", str(self.port)]
        thread = ShellCommandThread(command, auto_restart=True, name="dynamodb-local")
        thread.start()
        return thread

    DynamodbServer.do_start_thread = start


class NoRepositories:
    """The deploy tool asks for an image repository when it removes a stack; LocalStack's free edition has no ECR."""

    service = "ecr"
    version = "2015-09-21"

    @handler("DescribeRepositories", expand=False)
    def describe_repositories(self, context: RequestContext, request: ServiceRequest) -> dict:
        if names := request.get("repositoryNames"):
            raise CommonServiceException("RepositoryNotFoundException", f"There is no repository {names[0]}")
        return {"repositories": []}


@aws_provider(api="ecr")
def ecr() -> Service:
    return Service.for_provider(NoRepositories())
