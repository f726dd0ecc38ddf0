from __future__ import annotations

import inspect
import json
import queue
from pathlib import Path
from typing import Any

import pytest

import tubeway
from fake import TOKEN, Answer, FakeGateway, event
from tubeway import Client, PyCloseConnectionReason, PyTubeRegistry

LISTENER = {"conversationType": "tunnel", "local_listen_addr": "127.0.0.1:0"}

# Every public method of keeper_pam_webrtc_rs 2.2.9, as its text signatures give them.
PUBLISHED = Path(__file__).with_name("published_2_2_9.txt").read_text().splitlines()


@pytest.fixture
def registry(client: Client) -> PyTubeRegistry:
    return PyTubeRegistry(client=client)


@pytest.mark.parametrize("line", PUBLISHED)
def test_takes_the_arguments_of_the_published_method(line: str) -> None:
    name, _, rest = line.partition("(")
    published = [each.strip() for each in rest.rstrip(")").split(",")][1:]
    parameters = list(inspect.signature(getattr(PyTubeRegistry, name)).parameters.values())[1:]
    ours = [each for each in parameters if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    assert [each.name for each in ours] == [each.partition("=")[0] for each in published]
    for each, theirs in zip(ours, published):
        default = theirs.partition("=")[2]
        if default:
            assert repr(each.default).replace("'", '"') == default


def test_creates_as_scripts_do(gateway: FakeGateway, registry: PyTubeRegistry) -> None:
    result = registry.create_tube(
        conversation_id="c1",
        settings=LISTENER,
        trickle_ice=False,
        callback_token="TEST_MODE_CALLBACK_TOKEN",
        krelay_server="",
        client_version="ms16.5.0",
        ksm_config="TEST_MODE_KSM_CONFIG",
    )
    assert result == {"tube_id": "tube1", "offer": "b2ZmZXI=", "actual_local_listen_addr": "127.0.0.1:4242"}
    sent = gateway.of("POST", "/v1/tubes")[0].body
    assert sent == {"conversationId": "c1", "settings": LISTENER, "trickleIce": False}
    answer = registry.create_tube("c2", {"conversationType": "tunnel"}, False, offer="eA==")
    assert answer == {"tube_id": "tube2", "answer": "b2ZmZXI="}
    assert registry.create_offer("tube1") == registry.create_answer("tube2") == "b2ZmZXI="
    with pytest.raises(RuntimeError, match="answers"):
        registry.create_offer("tube2")
    with pytest.raises(RuntimeError, match="offer"):
        registry.create_answer("tube1")


def test_a_chosen_id_names_the_tube(gateway: FakeGateway, registry: PyTubeRegistry) -> None:
    assert registry.create_tube("c1", LISTENER, False, tube_id="mine")["tube_id"] == "mine"
    assert registry.get_tube_status("mine") == "new"
    assert registry.all_tube_ids() == registry.find_tubes("min") == ["mine"]
    registry.close_tube("mine", PyCloseConnectionReason.AdminClosed)
    assert gateway.requests[-1].path == "/v1/tubes/tube1?reason=12"
    assert not registry.has_active_tubes()


def test_an_unknown_tube_is_told_as_the_package_tells_it(registry: PyTubeRegistry) -> None:
    for call in (
        registry.get_tube_status,
        registry.get_connection_stats,
        registry.restart_ice,
        registry.close_tube,
        lambda tube_id: registry.set_remote_description(tube_id, "eA==", True),
        lambda tube_id: registry.associate_conversation(tube_id, "c"),
    ):
        with pytest.raises(RuntimeError, match="Tube not found: gone"):
            call("gone")
    registry.add_ice_candidate("gone", "candidate:1")
    registry.cleanup_tubes(["gone"])
    assert registry.tube_found("gone") is False
    assert registry.get_conversation_ids_by_tube_id("gone") == []
    assert registry.get_connection_health("gone") is None
    assert registry.tube_id_from_connection_id("gone") is None
    with pytest.raises(RuntimeError, match="No tube found for conversation: gone"):
        registry.get_tube_id_by_conversation_id("gone")
    with pytest.raises(RuntimeError, match="No tube found for connection ID: gone"):
        registry.close_connection("gone")


def test_close_connection_ends_the_conversation_once(gateway: FakeGateway, registry: PyTubeRegistry) -> None:
    registry.create_tube("c1", LISTENER, False)
    registry.close_connection("c1", PyCloseConnectionReason.Normal)
    assert gateway.requests[-1].path == "/v1/tubes/tube1?reason=0"
    registry.close_connection("c1")
    registry.close_tube("tube1")
    with pytest.raises(RuntimeError, match="Tube not found"):
        registry.close_tube("tube1")


def test_reports_in_the_package_s_words(gateway: FakeGateway, registry: PyTubeRegistry) -> None:
    gateway.plan(Answer(200, {"canAcceptMore": False, "activeCreates": 100, "averageCreateMillis": 33.6}))
    assert registry.check_capacity() == {
        "can_accept_more": False,
        "active_creates": 100,
        "max_concurrent": 0,
        "queue_depth": 0,
        "avg_create_time_ms": 34,
        "total_creates": 0,
        "total_failures": 0,
        "load_percentage": 0,
        "suggested_delay_ms": 0,
    }
    gateway.plan(Answer(200, {"bytesSent": 5, "bytesReceived": 6, "path": {"rttMillis": 0.25, "packetLossRate": 0.5}}))
    stats = registry.get_connection_stats("t")
    assert stats == {"packet_loss_rate": 0.5, "rtt_ms": 0.25, "bytes_sent": 5, "bytes_received": 6}
    registry.create_tube("c1", LISTENER, False)
    gateway.tubes["tube1"]["status"] = "ready"
    assert registry.get_connection_state("tube1") == "Connected"
    assert registry.get_tube_id_by_conversation_id("c1") == registry.tube_id_from_connection_id("c1") == "tube1"
    assert registry.get_conversation_ids_by_tube_id("tube1") == ["c1"]
    gateway.plan(
        Answer(200, {"findings": [{"subject": "stun", "verdict": "FAILED", "detail": "silent", "cure": "open"}]})
    )
    results = registry.test_webrtc_connectivity("")
    assert results["overall_result"] == "failed"
    assert registry.format_connectivity_results(results) == "connectivity: failed\n  failed: stun silent\n      open"


def test_signals_come_in_order_and_none_is_lost_before_create_returns(
    gateway: FakeGateway, registry: PyTubeRegistry
) -> None:
    reason = {"code": 10, "name": "connectionFailed"}
    gateway.event_streams.append(
        event(1, "icecandidate", tubeId="tube1", candidate="candidate:1")
        + event(2, "icecandidate", tubeId="other", candidate="candidate:9")
        + event(3, "icecandidate", tubeId="tube1", candidate="")
        + event(4, "connection_state_changed", tubeId="tube1", state="active")
        + event(5, "connection_state_changed", tubeId="tube1", state="ready")
        + event(6, "answer", tubeId="tube1", answer="eQ==")
        + event(7, "ice_restart_offer", tubeId="tube1", offer="eA==")
        + event(8, "channel_closed", tubeId="tube1", channel="c1", reason=reason)
        + event(9, "connection_state_changed", tubeId="tube1", state="closed")
        + event(10, "connection_state_changed", tubeId="tube1", state="closed")
    )
    told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def callback(signal: dict[str, Any]) -> None:
        told.put(signal)
        raise ValueError("a callback's fault stops nothing")

    registry.create_tube("c1", LISTENER, True, signal_callback=callback)
    signals = [told.get(timeout=10) for _ in range(7)]
    assert [(each["kind"], each["data"]) for each in signals[:5]] == [
        ("icecandidate", "candidate:1"),
        ("icecandidate", ""),
        ("connection_state_changed", "connected"),
        ("answer", "eQ=="),
        ("ice_restart_offer", "eA=="),
    ]
    assert {(each["tube_id"], each["conversation_id"]) for each in signals} == {("tube1", "c1")}
    closed = json.loads(signals[5]["data"])
    assert (signals[5]["kind"], closed["channel_id"]) == ("channel_closed", "c1")
    assert closed["close_reason"] == {
        "code": 10,
        "name": "ConnectionFailed",
        "is_critical": False,
        "is_retryable": True,
    }
    assert (signals[6]["kind"], signals[6]["data"]) == ("connection_state_changed", "closed")
    assert set(signals[0]) == {"tube_id", "kind", "data", "conversation_id", "signal_id"}
    registry.shutdown_runtime()


def test_a_create_fails_when_its_signals_cannot_come(gateway: FakeGateway) -> None:
    registry = PyTubeRegistry(gateway.url, token="wrong")
    with pytest.raises(tubeway.Unauthorized):
        registry.create_tube("c1", LISTENER, True, signal_callback=lambda _: None)
    assert gateway.of("POST", "/v1/tubes") == []


def test_finds_the_gateway_by_the_environment(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUBEWAY_URL", gateway.url)
    monkeypatch.setenv("TUBEWAY_TOKEN", TOKEN)
    assert PyTubeRegistry().active_tube_count() == 0
    monkeypatch.delenv("TUBEWAY_TOKEN")
    (tmp_path / "tubeway").mkdir()
    (tmp_path / "tubeway" / "token").write_text(TOKEN)
    monkeypatch.setenv("TUBEWAY_TOKEN_FILE", str(tmp_path / "tubeway" / "token"))
    assert PyTubeRegistry().active_tube_count() == 0
    monkeypatch.delenv("TUBEWAY_TOKEN_FILE")
    monkeypatch.setenv("TUBEWAY_DATA", str(tmp_path / "tubeway"))
    assert PyTubeRegistry().active_tube_count() == 0
    monkeypatch.delenv("TUBEWAY_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert PyTubeRegistry().active_tube_count() == 0


def test_cleanup_closes_every_tube(registry: PyTubeRegistry) -> None:
    registry.create_tube("c1", LISTENER, False)
    registry.create_tube("c2", LISTENER, False)
    registry.cleanup_all()
    registry.do_force_cleanup()
    assert registry.active_tube_count() == 0


def test_what_has_no_counterpart_says_so(registry: PyTubeRegistry) -> None:
    with pytest.raises(NotImplementedError):
        registry.create_tube("c1", LISTENER, False, handler_callback=print)
    with pytest.raises(NotImplementedError):
        registry.send_handler_data("c1", 1, b"")
    registry.set_server_mode(True)
    assert registry.is_server_mode() is True


def test_reasons_are_the_package_s() -> None:
    assert PyCloseConnectionReason.from_code(12) is PyCloseConnectionReason.AdminClosed
    assert PyCloseConnectionReason.AdminClosed.value() == int(PyCloseConnectionReason.AdminClosed) == 12
    assert repr(PyCloseConnectionReason.from_code(3)) == "PyCloseConnectionReason.Unknown"
    assert PyCloseConnectionReason.Normal == 0
    assert len({PyCloseConnectionReason.Normal, PyCloseConnectionReason.from_code(0)}) == 1
