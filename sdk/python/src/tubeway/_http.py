"""Requests over the standard library's HTTP client: bearer token, retries, problem documents."""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import ipaddress
import json
import logging
import os
import random
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import GatewayUnreachable, UnexpectedAnswer, error_of

log = logging.getLogger("tubeway")

_NO_CONTENT = 204
_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_RETRIED = (429, 503)
_FIRST_DELAY_SECONDS = 0.2


class Token:
    """A bearer token, given or read from a file; never printed."""

    def __init__(self, value: str | None, file: str | os.PathLike[str] | None) -> None:
        if value is not None and file is not None:
            raise ValueError("give token or token_file, not both")
        self._value = value
        self._file = None if file is None else Path(file)

    def __repr__(self) -> str:
        return "Token(none)" if self._value is None and self._file is None else "Token(set)"

    def __reduce__(self) -> Any:
        raise TypeError("a token is not serialized")

    def read(self) -> str | None:
        """Return the token; reads its file the first time."""
        if self._value is None and self._file is not None:
            self._value = self._file.read_text(encoding="utf-8").strip()
        return self._value

    def reread(self) -> bool:
        """Read the file again; return whether the token is another one now (the gateway made a new one)."""
        if self._file is None:
            return False
        old = self._value
        self._value = None
        return self.read() != old


@dataclass(frozen=True)
class Retry:
    """How a request is tried again after 429, 503 and, where it is safe, a broken connection.

    Attributes:
        attempts: tries in all, 1 or more; 1 never retries
        max_wait_seconds: longest single wait that is obeyed; a longer Retry-After is told to the caller at once

    """

    attempts: int = 5
    max_wait_seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.max_wait_seconds < 0:
            raise ValueError(f"attempts={self.attempts} max_wait_seconds={self.max_wait_seconds}")

    def delay_seconds(self, attempt: int, asked: float | None) -> float | None:
        """Return how long to wait after the given attempt (from 1); None to give up."""
        if attempt >= self.attempts:
            return None
        if asked is not None:
            return asked if asked <= self.max_wait_seconds else None
        spread = random.uniform(0.8, 1.2)  # noqa: S311  (spreads retries, keeps no secret)
        backoff = _FIRST_DELAY_SECONDS * 2 ** (attempt - 1) * spread
        return min(float(backoff), self.max_wait_seconds)


class Stream:
    """An open response whose lines come as they are sent. `abort` may be called from another thread."""

    def __init__(self, sock: socket.socket, response: http.client.HTTPResponse) -> None:
        self._sock = sock
        self._response = response

    def readline(self) -> bytes:
        """Return the next line with its end; empty at the end of the response."""
        return self._response.readline()

    def abort(self) -> None:
        """Make a blocked or later read end at once; idempotent."""
        with contextlib.suppress(OSError):  # already ended
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Free the connection; only from the reading thread, or after it has ended."""
        self._response.close()
        self._sock.close()


class Http:
    """Makes requests to one gateway. Threading: may be used from any thread; a connection per request."""

    def __init__(
        self,
        url: str,
        token: Token,
        timeout_seconds: float,
        retry: Retry,
        ssl_context: ssl.SSLContext | None,
        allow_plain_http: bool,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"a gateway's address is http://host:port or https://host:port: url={parts.scheme}:…")
        if parts.username is not None or parts.password is not None:
            raise ValueError("an address carries no credentials; give the token as token or token_file")
        if parts.scheme == "http" and not allow_plain_http and not _is_loopback(parts.hostname):
            raise ValueError(
                "plain HTTP would show the token to the network; use https, or allow_plain_http=True: "
                f"host={parts.hostname}"
            )
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._prefix = parts.path.rstrip("/")
        self._ssl = (ssl_context or ssl.create_default_context()) if parts.scheme == "https" else None
        self._token = token
        self._timeout_seconds = timeout_seconds
        self._retry = retry
        self._sleep = sleep

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Any:
        """Return the decoded answer: JSON, text of another type, or None without content.

        `repeatable` says that doing it twice does no harm, so that it may be sent again after a broken connection.
        """
        content = None if body is None else json.dumps(body).encode()
        return self._attempts(self._retry, method, path, content, headers or {}, repeatable)

    def once(self, method: str, path: str) -> Any:
        """Return the decoded answer of a single try."""
        return self._attempts(Retry(attempts=1), method, path, None, {}, repeatable=False)

    def _attempts(
        self,
        retry: Retry,
        method: str,
        path: str,
        content: bytes | None,
        headers: Mapping[str, str],
        repeatable: bool,
    ) -> Any:
        attempt = 0
        renewed = False
        while True:
            attempt += 1
            asked: float | None = None
            try:
                status, answer_headers, data = self._once(method, path, content, headers)
            except (OSError, http.client.HTTPException) as fault:
                failure: Exception = GatewayUnreachable(f"no answer from {self.url}: {_words(fault)}")
                failure.__cause__ = fault
                again = repeatable
            else:
                if status < _BAD_REQUEST:
                    return _decoded(status, answer_headers, data)
                if status == _UNAUTHORIZED and not renewed and self._token.reread():
                    renewed = True
                    continue
                asked = retry_after_seconds(answer_headers.get("Retry-After"))
                failure = error_of(status, _problem(answer_headers, data), asked)
                again = status in _RETRIED
            delay = retry.delay_seconds(attempt, asked) if again else None
            if delay is None:
                raise failure
            log.debug("retry: method=%s path=%s attempt=%d delaySeconds=%.2f", method, path, attempt, delay)
            self._sleep(delay)

    def stream(self, path: str, headers: Mapping[str, str], idle_seconds: float) -> Stream:
        """Open a response of lines; one try. Errors: OSError, HTTPException, ProblemError, UnexpectedAnswer."""
        connection = self._connect()
        connection.timeout = idle_seconds
        connection.connect()
        sock = connection.sock
        try:
            connection.request("GET", self._prefix + path, headers=self._headers(headers))
            response = connection.getresponse()
            if response.status >= _BAD_REQUEST:
                data = response.read()
                asked = retry_after_seconds(response.headers.get("Retry-After"))
                raise error_of(response.status, _problem(response.headers, data), asked)
            if response.headers.get_content_type() != "text/event-stream":
                raise UnexpectedAnswer(f"no event stream at {self.url}{path}")
        except BaseException:
            connection.close()
            raise
        return Stream(sock, response)

    def renew_token(self) -> bool:
        """Read the token's file again; return whether it holds another one now."""
        return self._token.reread()

    def _once(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = self._connect()
        try:
            sent = self._headers(headers)
            if content is not None:
                sent["Content-Type"] = "application/json"
            connection.request(method, self._prefix + path, body=content, headers=sent)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self._ssl is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout_seconds, context=self._ssl)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_seconds)

    def _headers(self, extra: Mapping[str, str]) -> dict[str, str]:
        headers = {"Accept": "application/json, application/problem+json, */*;q=0.5", **extra}
        token = self._token.read()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers


def retry_after_seconds(value: str | None, now: Callable[[], float] = time.time) -> float | None:
    """Read a Retry-After header, seconds or a date (RFC 9110 section 10.2.3); None where there is none."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now())
    except (TypeError, ValueError):
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _decoded(status: int, headers: http.client.HTTPMessage, data: bytes) -> Any:
    if status == _NO_CONTENT or not data:
        return None
    if not _is_json(headers):
        return data.decode("utf-8", "replace")
    try:
        return json.loads(data)
    except ValueError as fault:
        raise UnexpectedAnswer(f"the answer is not JSON: status={status}") from fault


def _problem(headers: http.client.HTTPMessage, data: bytes) -> Mapping[str, Any]:
    if _is_json(headers):
        try:
            document = json.loads(data)
        except ValueError:
            return {}
        if isinstance(document, dict):
            return document
    return {}


def _is_json(headers: http.client.HTTPMessage) -> bool:
    kind = headers.get_content_type()
    return kind == "application/json" or kind.endswith("+json")


def _words(fault: Exception) -> str:
    return str(fault) or type(fault).__name__
