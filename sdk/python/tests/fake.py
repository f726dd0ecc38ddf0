"""A small real HTTP server that speaks as much of the management API as the client's tests need.

Answers are scripted: `plan` puts answers before those that the server would give by itself.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "secret-token-of-the-tests"


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Answer:
    """One answer; `drop` ends the connection before anything is sent."""

    status: int = 200
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    drop: bool = False


def problem(status: int, slug: str, detail: str, **headers: str) -> Answer:
    document = {"type": f"urn:tubeway:problem:{slug}", "title": slug, "status": status, "detail": detail}
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, document, names, "application/problem+json")


def event(number: int, kind: str, **data: Any) -> str:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"


class FakeGateway:
    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.planned: deque[Answer] = deque()
        self.event_streams: deque[str] = deque()
        self.hold_events = threading.Event()
        self.tubes: dict[str, dict[str, Any]] = {}
        self.token = TOKEN
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

            def do_GET(self) -> None:
                gateway.serve(self)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.hold_events.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def plan(self, *answers: Answer) -> None:
        self.planned.extend(answers)

    def of(self, method: str, path: str) -> list[Request]:
        return [request for request in self.requests if (request.method, request.path) == (method, path)]

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        content = handler.rfile.read(length)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(handler.command, handler.path, headers, json.loads(content) if content else None)
        self.requests.append(request)
        if self.planned:
            answer = self.planned.popleft()
        elif headers.get("authorization") != f"Bearer {self.token}":
            answer = problem(401, "unauthorized", "a bearer token is needed")
        elif handler.path.startswith("/v1/events"):
            self._stream(handler)
            return
        else:
            answer = self._answer(request)
        handler.close_connection = answer.drop
        if not answer.drop:
            send(handler, answer)

    def _stream(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream;charset=UTF-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        text = self.event_streams.popleft() if self.event_streams else ": nothing\n\n"
        for piece in (text[:7], text[7:]):  # a cut in the middle of a line
            if piece:
                data = piece.encode()
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        if not self.event_streams:
            self.hold_events.wait(30)
        handler.close_connection = True  # without the last chunk: a broken stream

    def _answer(self, request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        parts = path.strip("/").split("/")
        if parts[:2] != ["v1", "tubes"]:
            return problem(404, "not-found", "no such resource")
        if len(parts) == 2 and request.method == "POST":
            tube_id = f"tube{len(self.tubes) + 1}"
            tube = {"tubeId": tube_id, "conversationId": request.body["conversationId"], "status": "new"}
            tube["answer" if "offer" in request.body else "offer"] = "b2ZmZXI="
            if "local_listen_addr" in request.body["settings"]:
                tube["localListenAddr"] = "127.0.0.1:4242"
            self.tubes[tube_id] = tube
            return Answer(201, tube)
        if len(parts) == 2:
            return Answer(200, {"tubes": list(self.tubes.values())})
        if parts[2] not in self.tubes:
            return problem(404, "tube-not-found", "no such tube")
        if request.method == "DELETE":
            del self.tubes[parts[2]]
            return Answer(204, headers={"X-Query": query})
        return Answer(200, self.tubes[parts[2]])


def send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    text = answer.document if isinstance(answer.document, str) else json.dumps(answer.document)
    data = b"" if answer.document is None else text.encode()
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Type", answer.kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
