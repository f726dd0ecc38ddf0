"""The published peer's class over a gateway's management API.

Scripts that use ``keeper_pam_webrtc_rs`` change one import::

    from tubeway import PyCloseConnectionReason, PyTubeRegistry

Names, arguments, defaults, return values, signal payloads and the exceptions' type (``RuntimeError``) are the
package's. The tubes live in the gateway, not in this process: they outlive it unless they are closed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, TypeVar, Union

from ._signals import SignalCallback, Signals
from .client import Client
from .errors import ConnectionNotFound, InvalidCandidate, TubeClosed, TubeNotFound, TubewayError
from .model import IceServer, Tube
from .reasons import PyCloseConnectionReason

log = logging.getLogger("tubeway")

Reason = Union["PyCloseConnectionReason", int, None]

T = TypeVar("T")

DEFAULT_URL = "http://127.0.0.1:8443"
_ENDED = ("failed", "closing", "closed", "disconnected")


class PyTubeRegistry:
    """Tubes of one gateway, in the shape of the published peer's registry.

    Without arguments it finds the gateway by the environment: ``TUBEWAY_URL`` (default ``http://127.0.0.1:8443``) and
    ``TUBEWAY_TOKEN`` or ``TUBEWAY_TOKEN_FILE`` (default: where a gateway of this user keeps it).

    Threading: every method may be called from any thread. Signal callbacks run on one thread of the registry, in the
    order of each tube's events; a slow one delays later ones, and what it raises is logged.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        token_file: str | os.PathLike[str] | None = None,
        client: Client | None = None,
    ) -> None:
        self._client = client or _client_of_environment(url, token, token_file)
        self._server_mode = False
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}  # ids that callers chose → the gateway's
        self._let_go: set[str] = set()  # tubes that close_connection ended; close_tube on them succeeds once
        self._signals = Signals(self._client, self._chosen)

    def __repr__(self) -> str:
        return f"PyTubeRegistry({self._client.url!r})"

    @property
    def client(self) -> Client:
        """The plain client beneath."""
        return self._client

    # ---- making tubes -------------------------------------------------------------------------------------------

    def create_tube(
        self,
        conversation_id: str,
        settings: Mapping[str, Any],
        trickle_ice: bool,
        callback_token: str = "",
        krelay_server: str = "",
        client_version: str | None = None,
        ksm_config: str | None = None,
        offer: str | None = None,
        signal_callback: SignalCallback | None = None,
        tube_id: str | None = None,
        enable_multi_channel: bool | None = None,
        handler_callback: Callable[..., Any] | None = None,
        *,
        ice_servers: Sequence[IceServer] = (),
        relay_only: bool = False,
    ) -> dict[str, str]:
        """Make a tube; return ``tube_id``, ``offer`` or ``answer``, and ``actual_local_listen_addr`` where it listens.

        Accepted and ignored, because a gateway has no vendor's cloud behind it: ``callback_token``, ``ksm_config``,
        ``krelay_server`` (name STUN and TURN servers in ``ice_servers`` or in the gateway's configuration instead),
        ``client_version``, ``enable_multi_channel``. ``tube_id`` becomes a name for the tube in this registry object.
        ``handler_callback`` has no counterpart and is refused.
        """
        del callback_token, krelay_server, client_version, ksm_config, enable_multi_channel
        if handler_callback is not None:
            raise NotImplementedError("a gateway has no handler callbacks; write a module instead")
        with self._signals.create(signal_callback) as watch:
            tube = self._client.create_tube(
                conversation_id,
                settings,
                trickle_ice=trickle_ice,
                ice_servers=ice_servers,
                relay_only=relay_only,
                offer=offer,
            )
            if tube_id:
                with self._lock:
                    self._names[tube_id] = tube.tube_id
            watch(tube)
        result = {"tube_id": tube_id or tube.tube_id}
        if tube.offer is not None:
            result["offer"] = tube.offer
        if tube.answer is not None:
            result["answer"] = tube.answer
        if tube.local_listen_addr is not None:
            result["actual_local_listen_addr"] = tube.local_listen_addr
        return result

    def set_remote_description(self, tube_id: str, sdp: str, is_answer: bool = False) -> str | None:
        """Give the peer's description; return this side's answer where it was an offer."""
        kind = "answer" if is_answer else "offer"
        return self._named(tube_id, lambda real: self._client.set_remote_description(real, sdp, kind))

    def add_ice_candidate(self, tube_id: str, candidate: str) -> None:
        """Give a candidate of the peer; as in the package, a late or odd one is no error."""
        try:
            self._client.add_candidate(self._real(tube_id), candidate)
        except (TubeNotFound, TubeClosed, InvalidCandidate) as problem:
            log.debug("candidate not taken: tubeId=%s problem=%s", tube_id, problem.problem)

    def restart_ice(self, tube_id: str) -> str:
        """Return an offer with new ICE credentials; needs trickle."""
        return self._named(tube_id, self._client.restart_ice)

    def create_offer(self, tube_id: str) -> str:
        """Return the offer that the tube was made with."""
        offer = self._named(tube_id, self._client.tube).offer
        if offer is None:
            raise TubewayError(f"the tube answers, it made no offer: {tube_id}")
        return offer

    def create_answer(self, tube_id: str) -> str:
        """Return the answer that the tube was made with."""
        answer = self._named(tube_id, self._client.tube).answer
        if answer is None:
            raise TubewayError(f"the tube made an offer, it has no answer: {tube_id}")
        return answer

    # ---- looking at tubes ---------------------------------------------------------------------------------------

    def get_tube_status(self, tube_id: str) -> str:
        """Return new, initializing, connecting, active, ready, failed, closing, closed or disconnected."""
        return self._named(tube_id, self._client.tube).status

    def get_connection_state(self, tube_id: str) -> str:
        """Return the path's state as the package spells it: Connected, Disconnected and so on."""
        status = self.get_tube_status(tube_id)
        return {"ready": "Connected", "active": "Connected", "initializing": "New"}.get(status, status.capitalize())

    def get_connection_stats(self, tube_id: str) -> dict[str, Any]:
        """Return packet_loss_rate, rtt_ms, bytes_sent and bytes_received; 0 where nothing is known yet."""
        stats = self._named(tube_id, self._client.stats)
        return {
            "packet_loss_rate": stats.packet_loss_rate or 0.0,
            "rtt_ms": stats.rtt_millis or 0.0,
            "bytes_sent": stats.bytes_sent,
            "bytes_received": stats.bytes_received,
        }

    def check_capacity(self) -> dict[str, Any]:
        """Return whether another tube would be taken, and the load; the totals are in ``/metrics`` and 0 here."""
        capacity = self._client.capacity()
        return {
            "can_accept_more": capacity.can_accept_more,
            "active_creates": capacity.active_creates,
            "max_concurrent": capacity.max_concurrent_creates,
            "queue_depth": capacity.queue_depth,
            "avg_create_time_ms": round(capacity.average_create_millis),
            "total_creates": 0,
            "total_failures": 0,
            "load_percentage": capacity.load_percentage,
            "suggested_delay_ms": round(capacity.suggested_delay_millis),
        }

    def all_tube_ids(self) -> list[str]:
        """Return the ids of all tubes."""
        return [self._chosen(tube.tube_id) for tube in self._client.tubes()]

    def active_tube_count(self) -> int:
        """Return how many tubes there are."""
        return len(self._client.tubes())

    def has_active_tubes(self) -> bool:
        """Return whether there is a tube."""
        return self.active_tube_count() > 0

    def tube_found(self, tube_id: str) -> bool:
        """Return whether the tube exists."""
        try:
            self._client.tube(self._real(tube_id))
        except TubeNotFound:
            return False
        return True

    def find_tubes(self, search_term: str) -> list[str]:
        """Return the ids of tubes whose id or conversation id holds the term."""
        found = []
        for tube in self._client.tubes():
            chosen = self._chosen(tube.tube_id)
            if search_term in chosen or search_term in tube.tube_id or search_term in tube.conversation_id:
                found.append(chosen)
        return found

    def get_tube_id_by_conversation_id(self, conversation_id: str) -> str:
        """Return the tube that carries the conversation."""
        tube = self._of_conversation(conversation_id)
        if tube is None:
            raise TubewayError(f"No tube found for conversation: {conversation_id}")
        return self._chosen(tube.tube_id)

    def tube_id_from_connection_id(self, connection_id: str) -> str | None:
        """Return the tube that carries the conversation, or None."""
        tube = self._of_conversation(connection_id)
        return None if tube is None else self._chosen(tube.tube_id)

    def get_conversation_ids_by_tube_id(self, tube_id: str) -> list[str]:
        """Return the conversations of a tube; empty for one that does not exist."""
        try:
            return [self._client.tube(self._real(tube_id)).conversation_id]
        except TubeNotFound:
            return []

    def get_connection_health(self, tube_id: str) -> dict[str, Any] | None:
        """Return a summary of the tube's path, or None for a tube that does not exist."""
        real = self._real(tube_id)
        try:
            tube = self._client.tube(real)
            stats = self._client.stats(real)
        except TubeNotFound:
            return None
        return {
            "tube_id": tube_id,
            "conversation_id": tube.conversation_id,
            "quality": "good" if tube.status == "ready" else "poor",
            "packet_loss_rate": stats.packet_loss_rate or 0.0,
            "active_alerts": 0,
            "error_rate": 0.0,
            "ice_connection_state": self.get_connection_state(tube_id).lower(),
        }

    def get_live_stats(self, conversation_id: str) -> dict[str, Any]:
        """Return traffic of the tube that carries the conversation."""
        tube_id = self.get_tube_id_by_conversation_id(conversation_id)
        stats = self._named(tube_id, self._client.stats)
        return {
            "conversation_id": conversation_id,
            "tube_id": tube_id,
            "messages_sent": stats.frames_sent,
            "messages_received": stats.frames_received,
            "total_bytes_sent": stats.bytes_sent,
            "total_bytes_received": stats.bytes_received,
            "avg_rtt_ms": stats.rtt_millis or 0.0,
        }

    def get_system_stats(self) -> dict[str, Any]:
        """Return the number of tubes and of their connections."""
        tubes = self._client.tubes()
        connections = sum(self._count_connections(tube.tube_id) for tube in tubes)
        return {"active_tube_count": len(tubes), "active_connection_count": connections}

    def get_aggregated_metrics(self) -> dict[str, Any]:
        """Return sums over all tubes."""
        sent = received = 0
        tubes = self._client.tubes()
        for tube in tubes:
            try:
                stats = self._client.stats(tube.tube_id)
            except TubeNotFound:
                continue
            sent += stats.bytes_sent
            received += stats.bytes_received
        return {"active_connections": len(tubes), "total_bytes_sent": sent, "total_bytes_received": received}

    def export_metrics_json(self) -> str:
        """Return sums over all tubes as JSON; the gateway's ``/metrics`` has far more."""
        return json.dumps(self.get_aggregated_metrics())

    def print_tubes_with_connections(self) -> None:
        """Print every tube with its connections."""
        for tube in self._client.tubes():
            print(self._chosen(tube.tube_id), tube.conversation_id, tube.status)
            for connection in self._client.connections(tube.tube_id):
                print("   ", connection.number, connection.target, connection.state)

    # ---- ending tubes -------------------------------------------------------------------------------------------

    def close_connection(self, connection_id: str, reason: Reason = None) -> None:
        """Close the conversation of this id.

        The gateway closes the tube with it, as the package's far side does; a later ``close_tube`` is no error.
        """
        tube = self._of_conversation(connection_id)
        if tube is None:
            with self._lock:
                if connection_id in self._let_go:
                    return
            raise TubewayError(f"No tube found for connection ID: {connection_id}")
        with self._lock:
            self._let_go.update((tube.tube_id, connection_id))
        self._close(tube.tube_id, reason)

    def close_tube(self, tube_id: str, reason: Reason = None) -> None:
        """Close a tube and all it holds."""
        real = self._real(tube_id)
        try:
            self._close(real, reason)
        except TubeNotFound as problem:
            with self._lock:
                if real in self._let_go:
                    self._let_go.discard(real)
                    return
            raise _not_found(tube_id, problem) from problem

    def cleanup_tubes(self, tube_ids: Sequence[str]) -> None:
        """Close the given tubes; those that exist no more are no error."""
        for tube_id in tube_ids:
            try:
                self._close(self._real(tube_id), None)
            except TubeNotFound:
                continue

    def cleanup_all(self) -> None:
        """Close every tube of the gateway, those of other clients too, and stop the signals."""
        self.cleanup_tubes([tube.tube_id for tube in self._client.tubes()])
        self._signals.stop()

    def do_force_cleanup(self) -> None:
        """Close every tube of the gateway; errors are only logged."""
        try:
            self.cleanup_all()
        except TubewayError as problem:
            log.warning("cleanup failed: cause=%s", type(problem).__name__)

    def shutdown_runtime(self) -> None:
        """Stop the signals. The tubes stay in the gateway."""
        self._signals.stop()

    # ---- accepted, with nothing to do here ----------------------------------------------------------------------

    def set_server_mode(self, server_mode: bool) -> None:
        """Keep the flag for `is_server_mode`; it changes nothing."""
        self._server_mode = server_mode

    def is_server_mode(self) -> bool:
        """Return the flag."""
        return self._server_mode

    def associate_conversation(self, tube_id: str, connection_id: str) -> None:
        """Check that the tube exists; its conversation is fixed when it is made."""
        del connection_id
        self._named(tube_id, self._client.tube)

    def initialize_instance_id(self, instance_id: str | None = None) -> None:
        """Ignored: it names an instance to the vendor's router."""

    def configure_resource_limits(self, config: Mapping[str, Any]) -> None:
        """Ignored: limits are the gateway's settings."""

    def get_resource_status(self) -> dict[str, Any]:
        """Return an empty document: a gateway's resources are in its ``/metrics``."""
        return {}

    def get_active_alerts(self) -> list[dict[str, Any]]:
        """Return no alerts: alert on the gateway's ``/metrics``."""
        return []

    def cleanup_stale_turn_connections(self) -> None:
        """Ignored: a tube frees its TURN allocation itself."""

    def clear_metrics_connections(self) -> None:
        """Ignored: metrics belong to the gateway."""

    def post_connection_state(
        self,
        ksm_config: str,
        connection_state: str,
        token: Any,
        is_terminated: bool | None = None,
        client_version: str = "unknown",
        recording_duration: int | None = None,
        closure_reason: int | None = None,
        ai_overall_risk_level: str | None = None,
        ai_overall_summary: str | None = None,
    ) -> None:
        """Ignored: there is no vendor's router to tell."""

    def refresh_connections(self, ksm_config_from_python: str, client_version: str) -> None:
        """Ignored: there is no vendor's router to tell."""

    def get_tube_circuit_breaker_health(self, tube_id: str) -> bool:
        """Return whether the tube has not failed."""
        return self.get_tube_status(tube_id) not in _ENDED

    def get_tube_circuit_breaker_stats(self, tube_id: str) -> dict[str, Any]:
        """Return what is known of the tube's circuit breaker: whether it is closed, and the ICE restarts."""
        stats = self._named(tube_id, self._client.stats)
        state = "Closed" if self.get_tube_circuit_breaker_health(tube_id) else "Open"
        return {"tube_id": tube_id, "state": state, "total_requests": stats.ice_restarts}

    def export_connection_leg_metrics(self) -> str:
        """Return an empty JSON document: a gateway keeps no legs."""
        return "{}"

    def test_webrtc_connectivity(
        self,
        krelay_server: str,
        settings: Mapping[str, Any] | None = None,
        timeout_seconds: int | None = None,
        ksm_config: str | None = None,
        client_version: str | None = None,
        username: str | None = None,
        password: str | None = None,
    ) -> dict[str, Any]:
        """Return what tubes need on the gateway's machine, and what is missing. Every argument is ignored."""
        findings = self._client.diagnose()
        verdict = "failed" if any(finding.verdict == "failed" for finding in findings) else "ok"
        return {"overall_result": verdict, "findings": [vars(finding) for finding in findings]}

    def format_connectivity_results(self, results: Mapping[str, Any], detailed: bool = False) -> str:
        """Return the results of `test_webrtc_connectivity` for people."""
        lines = [f"connectivity: {results.get('overall_result', 'unknown')}"]
        for finding in results.get("findings", []):
            lines.append(f"  {finding['verdict']}: {finding['subject']} {finding['detail']}".rstrip())
            if finding["cure"] or detailed:
                lines.append(f"      {finding['cure'] or 'nothing to do'}")
        return "\n".join(lines)

    # ---- without a counterpart ----------------------------------------------------------------------------------

    def open_handler_connection(
        self, conversation_id: str, conn_no: int, connect_as_payload: bytes | None = None
    ) -> None:
        """Not there: the protocol mode ``python_handler`` is the package's own."""
        raise NotImplementedError("a gateway has no python_handler mode; write a module instead")

    def send_handler_data(self, conversation_id: str, conn_no: int, data: bytes) -> None:
        """Not there: the protocol mode ``python_handler`` is the package's own."""
        raise NotImplementedError("a gateway has no python_handler mode; write a module instead")

    def close_handler_connection(self, conversation_id: str, conn_no: int, reason: int) -> None:
        """Not there: the protocol mode ``python_handler`` is the package's own."""
        raise NotImplementedError("a gateway has no python_handler mode; write a module instead")

    # ---- within ---------------------------------------------------------------------------------------------

    def _real(self, tube_id: str) -> str:
        with self._lock:
            return self._names.get(tube_id, tube_id)

    def _chosen(self, tube_id: str) -> str:
        with self._lock:
            return next((chosen for chosen, real in self._names.items() if real == tube_id), tube_id)

    def _named(self, tube_id: str, call: Callable[[str], T]) -> T:
        """Call with the gateway's id; say ``Tube not found`` as the package does, since scripts look for it."""
        try:
            return call(self._real(tube_id))
        except TubeNotFound as problem:
            raise _not_found(tube_id, problem) from problem

    def _of_conversation(self, conversation_id: str) -> Tube | None:
        return next((tube for tube in self._client.tubes() if tube.conversation_id == conversation_id), None)

    def _count_connections(self, tube_id: str) -> int:
        try:
            return len(self._client.connections(tube_id))
        except (TubeNotFound, ConnectionNotFound):
            return 0

    def _close(self, tube_id: str, reason: Reason) -> None:
        self._client.close_tube(tube_id, None if reason is None else int(reason))


def _not_found(tube_id: str, problem: TubeNotFound) -> TubeNotFound:
    detail = f"Tube not found: {tube_id}"
    return TubeNotFound(problem.problem, problem.status, problem.title, detail, problem.members)


def _client_of_environment(url: str | None, token: str | None, token_file: str | os.PathLike[str] | None) -> Client:
    if token is None and token_file is None:
        token = os.environ.get("TUBEWAY_TOKEN") or None
        if token is None:
            token_file = Path(os.environ.get("TUBEWAY_TOKEN_FILE") or _data_folder() / "token")
    return Client(url or os.environ.get("TUBEWAY_URL") or DEFAULT_URL, token=token, token_file=token_file)


def _data_folder() -> Path:
    """Return where `tubeway serve` keeps its data."""
    if os.environ.get("TUBEWAY_DATA"):
        return Path(os.environ["TUBEWAY_DATA"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Tubeway"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Tubeway"
    named = os.environ.get("XDG_DATA_HOME") or ""
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share") / "tubeway"


def initialize_logger(logger_name: str, verbose: bool | None = None, level: int = logging.INFO) -> None:
    """Set the level of this package's logger, ``tubeway``; the gateway keeps its own log."""
    del logger_name
    log.setLevel(logging.DEBUG if verbose else level)


def set_verbose_logging(enabled: bool) -> None:
    """Log every retry and reconnect, or not."""
    log.setLevel(logging.DEBUG if enabled else logging.INFO)


def shutdown_runtime_from_python() -> None:
    """Ignored: there is no runtime in this process."""
