"""
An execution environment of Lambda as a child process.

LocalStack makes one executor per execution environment and gives it one invocation at a time; several at once are
several environments. A process that timed out, crashed or could not load its handler is replaced at the next
invocation, as Lambda does it. Only Node.js functions, always on the Node.js in TAILRACE_NODE.
"""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import LambdaRuntimeException, RuntimeExecutor

BOOTSTRAP = Path(__file__).parent / "bootstrap.mjs"
# A process of ours is known by TAILRACE_RUN_ID, which is how it is found when the run ends.
INHERITED = ("PATH", "TAILRACE_RUN_ID")


class FunctionProcess:
    """A process with the handler loaded, the socket it is called through, and the file its output goes to."""

    def __init__(self, env: dict[str, str], folder: str, output: Path, heap_mb: int):
        self.control, theirs = socket.socketpair()
        self.output = output.open("a+b")
        self.process = subprocess.Popen(
            [os.environ["TAILRACE_NODE"], f"--max-old-space-size={heap_mb}", str(BOOTSTRAP)],
            cwd=folder,
            env={**env, "TAILRACE_CONTROL_FD": str(theirs.fileno())},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        self.replies = self.control.makefile("r", encoding="utf-8")

    def call(self, message: dict, timeout: float) -> dict:
        """Sends an invocation and waits for its end. Raises TimeoutError, or EOFError when the process is gone."""
        self.control.settimeout(timeout)
        try:
            self.control.sendall(json.dumps(message).encode() + b"\n")
            line = self.replies.readline()
        except TimeoutError:
            raise
        except OSError as error:
            raise EOFError from error
        if not line:
            raise EOFError
        return json.loads(line)

    def take_output(self) -> str:
        self.output.seek(0)
        text = self.output.read().decode("utf-8", "replace")
        # The process appends, so what it writes next is at the start of the file again.
        self.output.truncate(0)
        return text

    def end(self) -> str:
        """Kills the process with all that it started, and says how it had ended, in Lambda's words."""
        try:
            code = self.process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            code = None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.control.close()
        if code is None or code == -signal.SIGKILL:
            return "Runtime exited with error: signal: killed"
        return f"Runtime exited with error: exit status {code}"


class ProcessExecutor(RuntimeExecutor):
    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        self.env: dict[str, str] = {}
        self.process: FunctionProcess | None = None
        self.invoking = threading.Lock()

    def start(self, env_vars: dict[str, str]) -> None:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        given = {name: str(value) for name, value in env_vars.items() if value is not None}
        # So that what it asks of AWS can be told from what others do: calls.py.
        caller = {"AWS_SDK_UA_APP_ID": self.function_version.id.function_name}
        self.env = {**inherited, **caller, **given, "LAMBDA_TASK_ROOT": self.folder()}

    def folder(self) -> str:
        return str(self.function_version.config.code.get_unzipped_code_location())

    def start_process(self) -> FunctionProcess:
        heap_mb = int(self.function_version.config.memory_size * 0.9)
        return FunctionProcess(self.env, self.folder(), Path(config.dirs.tmp) / f"{self.id}.log", heap_mb)

    def end_process(self) -> str:
        process, self.process = self.process, None
        return process.end() if process else ""

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        with self.invoking:
            request_id, timeout = payload["invoke-id"], self.function_version.config.timeout
            started = time.time()
            process = self.process = self.process or self.start_process()
            message = {
                "id": request_id,
                "arn": payload["invoked-function-arn"],
                "deadlineMs": int((started + timeout) * 1000),
                "event": json.loads(payload["payload"]),
            }
            try:
                reply = process.call(message, timeout)
            except TimeoutError:
                reply = {"error": self.failure(request_id, "Sandbox.Timedout", f"Task timed out after {timeout}.00 seconds")}
            except EOFError:
                reply = {"error": self.failure(request_id, "Runtime.ExitError", self.end_process())}
            output = process.take_output()
            if "error" in reply and reply["error"]["errorType"].startswith(("Sandbox.", "Runtime.")):
                self.end_process()
            logs = self.log(request_id, output, (time.time() - started) * 1000)
            is_error = "error" in reply
            result = reply["error"] if is_error else reply["result"]
            return InvocationResult(request_id, json.dumps(result).encode(), is_error=is_error, logs=logs)

    def log(self, request_id: str, output: str, duration_ms: float) -> str:
        """An invocation's log as Lambda writes it; the deploy tool takes the last line apart."""
        memory = self.function_version.config.memory_size
        report = [f"Duration: {duration_ms:.2f} ms", "Billed Duration: 1 ms", f"Memory Size: {memory} MB", f"Max Memory Used: {memory} MB"]
        return (
            f"START RequestId: {request_id} Version: $LATEST\n{output}END RequestId: {request_id}\n"
            + "\t".join([f"REPORT RequestId: {request_id}", *report])
            + "\n"
        )

    @staticmethod
    def failure(request_id: str, error_type: str, words: str) -> dict:
        return {"errorType": error_type, "errorMessage": f"RequestId: {request_id} Error: {words}"}

    def stop(self) -> None:
        # An invocation under way may end first, for as long as an update waits.
        idle = self.invoking.acquire(timeout=5)
        self.end_process()
        if idle:
            self.invoking.release()

    def get_logs(self) -> str:
        return ""

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        if not (function_version.config.runtime or "").startswith("nodejs"):
            raise LambdaRuntimeException("Only Node.js functions run as processes")
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        pass
