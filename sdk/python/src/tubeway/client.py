"""A plain client of a gateway's management API."""

from __future__ import annotations

import os
import ssl
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from ._http import Http, Retry, Token
from .errors import ProblemError, TubeClosed, UnexpectedAnswer
from .events import EventStream
from .model import Capacity, Connection, Finding, IceServer, Tube, TubeStats

_UNAVAILABLE = 503
_ENDED = ("failed", "closing", "closed")


class Client:
    """Talks to one gateway. Holds no open connection, so there is nothing to close.

    Args:
        url: address of the gateway, such as ``http://127.0.0.1:8443``
        token: the bearer token; it is never printed or logged
        token_file: where the token lies instead (``DIR/token`` of ``tubeway serve --data DIR``); read again when the
            gateway refuses it, as after a restart with a new one
        timeout_seconds: longest wait for the gateway at each step of a request
        retry: what is tried again and how often, see :class:`Retry`
        ssl_context: for a private authority or a client certificate
        allow_plain_http: allows ``http://`` to another machine, where something else protects the way there

    Errors of every method: GatewayUnreachable, UnexpectedAnswer, and the ProblemErrors that it names.
    Threading: every method may be called from any thread.

    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        token_file: str | os.PathLike[str] | None = None,
        timeout_seconds: float = 30.0,
        retry: Retry | None = None,
        ssl_context: ssl.SSLContext | None = None,
        allow_plain_http: bool = False,
    ) -> None:
        bearer = Token(token, token_file)
        self._http = Http(url, bearer, timeout_seconds, retry or Retry(), ssl_context, allow_plain_http)

    def __repr__(self) -> str:
        return f"Client({self._http.url!r})"

    @property
    def url(self) -> str:
        """Address of the gateway."""
        return self._http.url

    def create_tube(
        self,
        conversation_id: str,
        settings: Mapping[str, Any],
        *,
        trickle_ice: bool = False,
        ice_servers: Sequence[IceServer] = (),
        relay_only: bool = False,
        offer: str | None = None,
        idempotency_key: str | None = None,
    ) -> Tube:
        """Make a tube: this side offers, or answers the given offer.

        With the idempotency key of an earlier call the gateway returns the tube made then; without one, a fresh key
        covers the retries of this call. Errors: InvalidSettings, InvalidDescription, CapacityExceeded, ListenFailed,
        ShuttingDown, TimedOut, TransportUnavailable, IdempotencyKeyReused.
        """
        body: dict[str, Any] = {
            "conversationId": conversation_id,
            "settings": settings,
            "trickleIce": trickle_ice,
        }
        if ice_servers:
            body["iceServers"] = [server.to_json() for server in ice_servers]
        if relay_only:
            body["relayOnly"] = True
        if offer is not None:
            body["offer"] = offer
        headers = {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        document = _object(self._http.request("POST", "/v1/tubes", body, headers))
        return Tube.from_json({"conversationId": conversation_id, **document})

    def tubes(self) -> list[Tube]:
        """Return the tubes that exist, oldest first."""
        return [Tube.from_json(item) for item in self._list("/v1/tubes", "tubes")]

    def tube(self, tube_id: str) -> Tube:
        """Return one tube as it stands. Errors: TubeNotFound."""
        return Tube.from_json(_object(self._http.request("GET", _tube(tube_id))))

    def close_tube(self, tube_id: str, reason: str | int | None = None) -> None:
        """Close a tube and all it holds, with a reason by name or code. Errors: TubeNotFound."""
        self._http.request("DELETE", _tube(tube_id) + _reason(reason))

    def set_remote_description(self, tube_id: str, sdp: str, kind: str = "answer") -> str | None:
        """Give the peer's description, base64; return this side's answer where it was an offer.

        Errors: TubeNotFound, TubeClosed, InvalidDescription, UnexpectedDescription.
        """
        body = {"type": kind, "sdp": sdp}
        document = self._http.request("PUT", f"{_tube(tube_id)}/remote-description", body)
        answer = _object(document).get("answer") if document is not None else None
        return None if answer is None else str(answer)

    def add_candidate(self, tube_id: str, candidate: str) -> None:
        """Give a candidate of the peer, ``candidate:…``; an empty one ends them.

        Errors: TubeNotFound, InvalidCandidate.
        """
        self._http.request("POST", f"{_tube(tube_id)}/candidates", {"candidate": candidate})

    def restart_ice(self, tube_id: str) -> str:
        """Return an offer with new ICE credentials, for the peer to answer. Errors: TubeNotFound, TrickleRequired."""
        answer = _object(self._http.request("POST", f"{_tube(tube_id)}/ice-restart", repeatable=False))
        return str(answer["offer"])

    def stats(self, tube_id: str) -> TubeStats:
        """Return traffic and path of a tube. Errors: TubeNotFound."""
        return TubeStats.from_json(_object(self._http.request("GET", f"{_tube(tube_id)}/stats")))

    def connections(self, tube_id: str) -> list[Connection]:
        """Return the connections that are open now, by number. Errors: TubeNotFound."""
        return [Connection.from_json(item) for item in self._list(f"{_tube(tube_id)}/connections", "connections")]

    def close_connection(self, tube_id: str, number: int, reason: str | int | None = None) -> None:
        """Close one connection; its peer is told the reason. Errors: TubeNotFound, ConnectionNotFound."""
        self._http.request("DELETE", f"{_tube(tube_id)}/connections/{int(number)}{_reason(reason)}")

    def wait_ready(self, tube_id: str, timeout_seconds: float = 30.0) -> Tube:
        """Wait until traffic flows through a tube.

        Errors: TubeNotFound, TubeClosed when it has ended instead, TimeoutError.
        """
        deadline = time.monotonic() + timeout_seconds
        pause = 0.01
        while True:
            tube = self.tube(tube_id)
            if tube.status == "ready":
                return tube
            if tube.status in _ENDED:
                raise TubeClosed("tube-closed", 409, detail=f"the tube is {tube.status}: tubeId={tube_id}")
            if time.monotonic() + pause > deadline:
                raise TimeoutError(f"the tube is {tube.status} after {timeout_seconds:g} s: tubeId={tube_id}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def capacity(self) -> Capacity:
        """Return how much room there is for further tubes."""
        return Capacity.from_json(_object(self._http.request("GET", "/v1/capacity")))

    def diagnose(self) -> list[Finding]:
        """Return what tubes need on the gateway's machine and what is missing, each with its cure."""
        return [Finding.from_json(item) for item in self._list("/v1/diagnostics/connectivity", "findings")]

    def events(
        self,
        last_event_id: str = "",
        *,
        tube_id: str | None = None,
        idle_seconds: float = 90.0,
        reconnect_seconds: float = 60.0,
    ) -> EventStream:
        """Return the gateway's events from now on, or from behind an earlier one; of one tube where it is named.

        The iterator reconnects and resumes by itself; a stream that is silent for `idle_seconds` is taken for broken,
        and an outage longer than `reconnect_seconds` is raised. Where the gateway no longer has what was missed, an
        event ``reset`` comes in its place: read the tubes again.
        """
        path = "/v1/events" + ("" if tube_id is None else "?" + urlencode({"tubeId": tube_id}))
        return EventStream(self._http, path, last_event_id, idle_seconds, reconnect_seconds)

    def live(self) -> bool:
        """Return whether the gateway runs."""
        return self._healthy("/health/live")

    def ready(self) -> bool:
        """Return whether the gateway takes new tubes."""
        return self._healthy("/health/ready")

    def metrics(self) -> str:
        """Return the metrics in Prometheus' text format."""
        return str(self._http.request("GET", "/metrics", headers={"Accept": "text/plain"}))

    def openapi(self) -> str:
        """Return the API's description, OpenAPI 3.1 in YAML."""
        return str(self._http.request("GET", "/openapi", headers={"Accept": "application/yaml, text/yaml, */*"}))

    def _healthy(self, path: str) -> bool:
        try:
            self._http.once("GET", path)
        except ProblemError as problem:
            if problem.status == _UNAVAILABLE:
                return False
            raise
        return True

    def _list(self, path: str, member: str) -> list[dict[str, Any]]:
        answer = self._http.request("GET", path)
        items = answer.get(member) if isinstance(answer, dict) else answer
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise UnexpectedAnswer(f"no list of {member} at {self.url}{path}")
        return items


def _tube(tube_id: str) -> str:
    if not tube_id:
        raise ValueError("a tube's id is not empty")
    return "/v1/tubes/" + quote(tube_id, safe="")


def _reason(reason: str | int | None) -> str:
    return "" if reason is None else "?" + urlencode({"reason": str(reason)})


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise UnexpectedAnswer(f"the answer is no JSON object: got={type(answer).__name__}")
    return answer
