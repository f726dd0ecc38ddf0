from __future__ import annotations

import threading

import pytest

import tubeway
from fake import TOKEN, Answer, FakeGateway, event, problem
from tubeway import Client
from tubeway._sse import Message, Parser


def messages(parser: Parser, text: str) -> list[Message]:
    lines = text.encode().splitlines(keepends=True)
    return [message for line in lines if (message := parser.take(line)) is not None]


def test_reads_the_fields_of_the_standard() -> None:
    parser = Parser()
    text = ": comment\nretry: 1500\nid: 7\nevent: status\ndata: one\ndata:two\nother: x\n\nid: 8\n\ndata\n\n"
    assert messages(parser, text) == [Message("7", "status", "one\ntwo"), Message("8", "message", "")]
    assert (parser.last_event_id, parser.retry_seconds) == ("8", 1.5)


def test_a_message_that_is_cut_short_is_forgotten() -> None:
    parser = Parser("3")
    assert messages(parser, "id: 4\ndata: half\n") == []
    parser.cut()
    assert messages(parser, "data: whole\n\n") == [Message("3", "message", "whole")]
    assert messages(parser, "id: a\0b\nretry: soon\ndata: x\n\n") == [Message("3", "message", "x")]


def test_resumes_behind_the_last_event_after_a_broken_stream(gateway: FakeGateway, client: Client) -> None:
    half = "id: 3\nevent: status\ndata: {"
    gateway.event_streams.extend(
        [
            "retry: 10\n\n" + event(1, "status", tubeId="t", status="new") + event(2, "candidate", tubeId="t") + half,
            event(3, "status", tubeId="t", status="ready"),
        ]
    )
    with client.events() as events:
        got = [next(events) for _ in range(3)]
        assert events.last_event_id == "3"
    assert [(each.event_id, each.kind, each.tube_id) for each in got] == [
        ("1", "status", "t"),
        ("2", "candidate", "t"),
        ("3", "status", "t"),
    ]
    assert got[2].data["status"] == "ready"
    asked = [request.headers.get("last-event-id") for request in gateway.of("GET", "/v1/events")]
    assert asked == [None, "2"]


def test_resumes_across_an_outage_of_the_gateway(gateway: FakeGateway, client: Client) -> None:
    gateway.event_streams.extend([event(1, "a"), event(2, "b")])
    with client.events("0") as events:
        assert next(events).event_id == "1"
        gateway.plan(Answer(drop=True), problem(503, "shutting-down", "not yet", Retry_After="0"))
        assert next(events).event_id == "2"
    asked = [request.headers.get("last-event-id") for request in gateway.of("GET", "/v1/events")]
    assert asked == ["0", "1", "1", "1"]


def test_raises_what_another_try_would_not_mend(gateway: FakeGateway) -> None:
    with pytest.raises(tubeway.Unauthorized):
        next(Client(gateway.url, token="wrong").events())


def test_raises_when_nobody_comes_back_in_time(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(*[Answer(drop=True)] * 50)
    with pytest.raises(tubeway.GatewayUnreachable):
        next(client.events(reconnect_seconds=0.3))


def test_what_is_no_event_stream_is_said_so(gateway: FakeGateway, client: Client) -> None:
    gateway.plan(Answer(200, {}))
    with pytest.raises(tubeway.UnexpectedAnswer):
        next(client.events())


def test_a_silent_stream_is_taken_for_broken(gateway: FakeGateway, client: Client) -> None:
    gateway.event_streams.append(event(1, "a"))
    with client.events(idle_seconds=0.1) as events:
        assert next(events).event_id == "1"
        gateway.event_streams.append(event(2, "b"))
        assert next(events).event_id == "2"


def test_close_ends_a_blocked_iteration(client: Client) -> None:
    events = client.events().connect()
    seen: list[object] = []
    reader = threading.Thread(target=lambda: seen.extend(events))
    reader.start()
    events.close()
    reader.join(10)
    assert not reader.is_alive()
    assert seen == []
    events.close()
    assert list(events) == []


def test_an_event_that_opens_the_stream_is_not_lost(gateway: FakeGateway, client: Client) -> None:
    gateway.event_streams.append(event(1, "reset", newest="1") + event(2, "b"))
    with client.events("gone-7").connect() as events:
        assert [next(events).kind, next(events).kind] == ["reset", "b"]


def test_resumes_at_the_place_that_the_gateway_names_first(gateway: FakeGateway, client: Client) -> None:
    gateway.event_streams.extend([": following\nid: run-5\n\n", event(6, "a", tubeId="t")])
    with client.events(tube_id="t&x").connect() as events:
        assert events.last_event_id == "run-5"
        assert next(events).event_id == "6"
    asked = gateway.of("GET", "/v1/events?tubeId=t%26x")
    assert [request.headers.get("last-event-id") for request in asked] == [None, "run-5"]


def test_odd_data_is_kept(gateway: FakeGateway) -> None:
    gateway.event_streams.append('data: no json\n\ndata: 3\n\ndata: {"type": "status", "tubeId": "t"}\n\n')
    with Client(gateway.url, token=TOKEN).events() as events:
        got = [next(events) for _ in range(3)]
    assert [each.data for each in got[:2]] == [{"text": "no json"}, {"value": 3}]
    assert (got[2].kind, got[2].tube_id) == ("status", "t")
