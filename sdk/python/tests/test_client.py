from __future__ import annotations

import logging
import pickle
import socket
import traceback
from email.utils import formatdate
from pathlib import Path

import pytest

import tubeway
from fake import TOKEN, Answer, FakeGateway, problem
from tubeway import Client, IceServer, Retry
from tubeway import _http as http

SETTINGS = {"conversationType": "tunnel", "local_listen_addr": "127.0.0.1:0"}


def test_creates_a_tube_with_every_member(gateway: FakeGateway, client: Client) -> None:
    server = IceServer(["turn:turn.example:3478"], "user", "password")
    tube = client.create_tube("c1", SETTINGS, trickle_ice=True, ice_servers=[server], relay_only=True)
    sent = gateway.of("POST", "/v1/tubes")[0]
    assert sent.body == {
        "conversationId": "c1",
        "settings": SETTINGS,
        "trickleIce": True,
        "iceServers": [{"urls": ["turn:turn.example:3478"], "username": "user", "credential": "password"}],
        "relayOnly": True,
    }
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert (tube.tube_id, tube.offer, tube.answer) == ("tube1", "b2ZmZXI=", None)
    assert tube.local_listen_addr == "127.0.0.1:4242"


def test_answers_an_offer(client: Client) -> None:
    tube = client.create_tube("c1", {"conversationType": "tunnel", "target_host": "db"}, offer="eA==")
    assert (tube.offer, tube.answer, tube.local_listen_addr) == (None, "b2ZmZXI=", None)


def test_retries_of_one_create_share_an_idempotency_key(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(problem(429, "capacity", "full", Retry_After="0"), Answer(drop=True))
    client.create_tube("c1", SETTINGS)
    client.create_tube("c2", SETTINGS, idempotency_key="mine")
    keys = [request.headers["idempotency-key"] for request in gateway.of("POST", "/v1/tubes")]
    assert keys[0] == keys[1] == keys[2] != keys[3] == "mine"


@pytest.mark.parametrize("status", [429, 503])
def test_waits_as_long_as_the_gateway_asks(gateway: FakeGateway, status: int) -> None:
    waits: list[float] = []
    requests = http.Http(gateway.url, http.Token(TOKEN, None), 5, Retry(), None, False, sleep=waits.append)
    gateway.plan(problem(status, "capacity", "full", Retry_After="3"), problem(status, "capacity", "full"))
    assert requests.request("GET", "/v1/tubes") == {"tubes": []}
    assert waits[0] == 3
    assert 0.1 < waits[1] < 2


def test_gives_up_after_the_last_attempt(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(*[problem(429, "capacity", "full", Retry_After="0")] * 3)
    with pytest.raises(tubeway.CapacityExceeded, match="full") as caught:
        client.tubes()
    assert (caught.value.status, caught.value.retry_after_seconds) == (429, 0)
    assert len(gateway.requests) == 3


def test_tells_a_wait_that_is_too_long_at_once(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(problem(503, "shutting-down", "stopping", Retry_After="600"))
    with pytest.raises(tubeway.ShuttingDown) as caught:
        client.tubes()
    assert caught.value.retry_after_seconds == 600
    assert len(gateway.requests) == 1


def test_reads_retry_after_as_a_date() -> None:
    assert http.retry_after_seconds(formatdate(1010, usegmt=True), now=lambda: 1000.0) == 10
    assert http.retry_after_seconds(formatdate(900, usegmt=True), now=lambda: 1000.0) == 0
    assert http.retry_after_seconds("soon") is None
    assert http.retry_after_seconds(None) is None


def test_an_ice_restart_is_not_sent_twice_over_a_broken_connection(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(Answer(drop=True))
    with pytest.raises(tubeway.GatewayUnreachable):
        client.restart_ice("tube1")
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("unauthorized", tubeway.Unauthorized),
        ("forbidden", tubeway.Forbidden),
        ("invalid-request", tubeway.InvalidRequest),
        ("invalid-settings", tubeway.InvalidSettings),
        ("invalid-description", tubeway.InvalidDescription),
        ("unexpected-description", tubeway.UnexpectedDescription),
        ("invalid-candidate", tubeway.InvalidCandidate),
        ("tube-not-found", tubeway.TubeNotFound),
        ("connection-not-found", tubeway.ConnectionNotFound),
        ("tube-closed", tubeway.TubeClosed),
        ("trickle-required", tubeway.TrickleRequired),
        ("capacity", tubeway.CapacityExceeded),
        ("listen-failed", tubeway.ListenFailed),
        ("shutting-down", tubeway.ShuttingDown),
        ("timeout", tubeway.TimedOut),
        ("transport-unavailable", tubeway.TransportUnavailable),
        ("idempotency-key-reused", tubeway.IdempotencyKeyReused),
        ("too-many-streams", tubeway.TooManyStreams),
        ("not-ready", tubeway.NotReady),
        ("malformed-json", tubeway.InvalidRequest),
    ],
)
def test_each_problem_type_has_its_exception(
    gateway: FakeGateway, client: Client, slug: str, kind: type[tubeway.ProblemError]
) -> None:
    gateway.plan(problem(400, slug, f"about {slug}"))
    with pytest.raises(kind, match=f"about {slug}") as caught:
        client.tubes()
    assert type(caught.value) is kind
    assert caught.value.problem == slug
    assert isinstance(caught.value, RuntimeError)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), copy.status, copy.members) == (kind, 400, caught.value.members)


@pytest.mark.parametrize("uri", ["https://tubeway.dev/problems/capacity", "/problems#capacity", "capacity"])
def test_the_last_part_of_the_type_counts(gateway: FakeGateway, client: Client, uri: str) -> None:
    gateway.plan(Answer(400, {"type": uri}, {}, "application/problem+json"))
    with pytest.raises(tubeway.CapacityExceeded):
        client.tubes()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500, "<html>", {}, "text/html"),
        Answer(500, "{cut", {}, "application/problem+json"),
        Answer(500, "[1]", {}, "application/problem+json"),
        problem(500, "made-tomorrow", "new"),
    ],
)
def test_a_problem_that_nobody_knows_is_a_problem(gateway: FakeGateway, client: Client, answer: Answer) -> None:
    gateway.plan(answer)
    with pytest.raises(tubeway.ProblemError) as caught:
        client.tubes()
    assert type(caught.value) is tubeway.ProblemError
    assert caught.value.status == 500


@pytest.mark.parametrize("document", ["{cut", "[1, 2]", '"text"', '{"tubes": 3}'])
def test_what_is_no_answer_of_the_api_is_said_so(gateway: FakeGateway, client: Client, document: str) -> None:
    gateway.plan(Answer(200, document))
    with pytest.raises(tubeway.UnexpectedAnswer):
        client.tubes()


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    lonely = Client(f"http://127.0.0.1:{port}", token=TOKEN, retry=Retry(attempts=1))
    with pytest.raises(tubeway.GatewayUnreachable, match=str(port)):
        lonely.tubes()


def test_reads_the_token_file_again_when_it_is_refused(gateway: FakeGateway, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    client = Client(gateway.url, token_file=file)
    assert client.tubes() == []
    gateway.token = "another"
    with pytest.raises(tubeway.Unauthorized):
        client.tubes()
    file.write_text("another\n")
    assert client.tubes() == []


def test_the_token_is_in_no_text(gateway: FakeGateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(gateway.url, token=TOKEN)
    registry = tubeway.PyTubeRegistry(client=client)
    gateway.plan(problem(503, "shutting-down", "stopping", Retry_After="0"), problem(401, "unauthorized", "no"))
    with pytest.raises(tubeway.Unauthorized) as caught:
        client.tubes()
    texts = [repr(client), repr(registry), repr(vars(client)), repr(vars(client._http)), repr(caught.value)]
    texts += [caplog.text, "".join(traceback.format_exception(caught.type, caught.value, caught.tb))]
    assert all(TOKEN not in text for text in texts)
    assert "retry" in caplog.text
    with pytest.raises(TypeError):
        pickle.dumps(client)
    assert "password" not in repr(IceServer(["turn:t"], "user", "password"))


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8443", "ftp://127.0.0.1", "http://", "http://u:p@127.0.0.1", "http://h?q=1"]
)
def test_refuses_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Client(url, token=TOKEN)


def test_refuses_to_send_the_token_in_the_clear_to_another_machine() -> None:
    with pytest.raises(ValueError, match="allow_plain_http"):
        Client("http://gateway.example:8443", token=TOKEN)
    assert Client("http://gateway.example:8443", token=TOKEN, allow_plain_http=True).url.startswith("http:")


def test_token_and_token_file_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        Client("http://127.0.0.1:1", token=TOKEN, token_file=tmp_path)


def test_reads_tubes_connections_stats_and_capacity(gateway: FakeGateway, client: Client) -> None:
    reason = {"code": 12, "name": "adminClosed", "detail": "bye"}
    gateway.plan(
        Answer(200, {"tubes": [{"tubeId": "t", "status": "closed", "closeReason": reason, "later": 1}]}),
        Answer(200, {"connections": [{"number": 3, "channel": "c", "state": "open", "bytesSent": 7}]}),
        Answer(200, {"bytesSent": 5, "path": {"rttMillis": 1.5}}),
        Answer(200, {"canAcceptMore": True, "maxConcurrentCreates": 100, "suggestedDelayMillis": 20}),
        Answer(200, {"findings": [{"subject": "interface eth0", "verdict": "OK"}]}),
        Answer(200, {"offer": "eA=="}),
        Answer(200, {"answer": "eQ=="}),
        Answer(204),
        Answer(204),
    )
    tube = client.tubes()[0]
    assert tube.close_reason == tubeway.CloseReason(12, "adminClosed", "bye")
    assert tube.raw["later"] == 1
    connection = client.connections("t")[0]
    assert (connection.number, connection.state, connection.bytes_sent) == (3, "open", 7)
    stats = client.stats("t")
    assert (stats.bytes_sent, stats.rtt_millis, stats.packet_loss_rate) == (5, 1.5, None)
    capacity = client.capacity()
    assert (capacity.can_accept_more, capacity.max_concurrent_creates, capacity.suggested_delay_millis) == (
        True,
        100,
        20,
    )
    assert client.diagnose()[0].verdict == "ok"
    assert client.restart_ice("t") == "eA=="
    assert client.set_remote_description("t", "eA==", "offer") == "eQ=="
    client.add_candidate("t", "candidate:1")
    client.close_connection("t", 3, 12)
    assert gateway.requests[-1].path == "/v1/tubes/t/connections/3?reason=12"
    assert gateway.requests[-2].body == {"candidate": "candidate:1"}
    assert gateway.requests[-3].body == {"type": "offer", "sdp": "eA=="}


def test_ids_cannot_reach_other_paths(gateway: FakeGateway, client: Client) -> None:
    with pytest.raises(tubeway.TubeNotFound):
        client.tube("../capacity?x=/")
    assert gateway.requests[-1].path == "/v1/tubes/..%2Fcapacity%3Fx%3D%2F"
    with pytest.raises(ValueError, match="not empty"):
        client.close_tube("")


def test_waits_until_a_tube_is_ready(gateway: FakeGateway, client: Client) -> None:
    tube_id = client.create_tube("c1", SETTINGS).tube_id
    with pytest.raises(TimeoutError, match="new"):
        client.wait_ready(tube_id, 0.05)
    gateway.plan(Answer(200, {"tubeId": tube_id, "status": "connecting"}))
    gateway.tubes[tube_id]["status"] = "ready"
    assert client.wait_ready(tube_id).status == "ready"
    gateway.tubes[tube_id]["status"] = "failed"
    with pytest.raises(tubeway.TubeClosed, match="failed"):
        client.wait_ready(tube_id)


def test_health_is_a_truth_value(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(
        Answer(200, {"status": "UP"}), Answer(503, {"status": "DOWN"}), Answer(200, "# HELP", {}, "text/plain")
    )
    assert client.live() is True
    assert client.ready() is False
    assert client.metrics() == "# HELP"
    with pytest.raises(tubeway.ProblemError):
        client.live()
