"""What the gateway puts on the wire towards an older peer, and what it takes from there."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest

from ends import LISTEN, TERMINAL, Gateway, Made, to, until
from raw import CLOSE, EOF, OPEN, OPENED, PING, PONG, RawPeer, control, frame, number
from targets import client, echo, ended, receive, refused_port, rest, target


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    raw = RawPeer()
    yield raw
    raw.close()


def listening(gateway: Gateway, peer: RawPeer) -> Made:
    """Make a tube of the gateway that listens; the raw peer dials."""
    made = gateway.create("wire", LISTEN)
    gateway.accept(made.tube_id, peer.answer(made.sdp))
    peer.channel()
    until(lambda: gateway.status(made.tube_id) == "ready", "ready")
    return made


def dialling(gateway: Gateway, peer: RawPeer, port: int, host: str = "127.0.0.1") -> Made:
    """Make a tube of the gateway that dials; the raw peer listens."""
    made = gateway.create("wire", to(port, host), offer=peer.offer("wire"))
    peer.accept(made.sdp)
    peer.channel()
    return made


def accepted(peer: RawPeer, made: Made) -> socket.socket:
    """Return a client of the listening gateway whose connection, number 1, the raw peer has opened."""
    assert made.listen is not None
    connection = client(made.listen)
    until(lambda: (OPEN, number(1)) in peer.channel().controls(), "it is opened")
    peer.send(control(OPENED, number(1)))
    return connection


@pytest.mark.parametrize("cut", range(1, 22))
def test_takes_a_frame_that_is_cut_across_messages(gateway: Gateway, cut: int) -> None:
    peer = RawPeer()
    try:
        with accepted(peer, listening(gateway, peer)) as connection:
            whole = frame(1, b"hello")
            peer.send(whole[:cut], whole[cut:])
            assert receive(connection, 5) == b"hello"
    finally:
        peer.close()


def test_takes_several_frames_in_a_message_as_listener(gateway: Gateway, peer: RawPeer) -> None:
    with accepted(peer, listening(gateway, peer)) as connection:
        peer.send(frame(1, b"one ") + control(PING) + frame(1, b"two ") + frame(1, b"three") + control(EOF, number(1)))
        assert rest(connection) == b"one two three"


def test_takes_open_data_and_eof_in_one_message_as_dialler(gateway: Gateway, peer: RawPeer) -> None:
    with target(echo) as served:
        dialling(gateway, peer, served.port)
        peer.send(control(OPEN, number(1)) + frame(1, b"early ") + frame(1, b"data") + control(EOF, number(1)))
        until(lambda: peer.channel().data(1) == b"early data", "it came back")


def test_takes_frames_across_messages_as_dialler(gateway: Gateway, peer: RawPeer) -> None:
    with target(echo) as served:
        dialling(gateway, peer, served.port)
        stream = control(OPEN, number(1)) + b"".join(frame(1, bytes([each]) * each) for each in range(1, 200))
        peer.send(*(stream[start : start + 97] for start in range(0, len(stream), 97)))
        expected = b"".join(bytes([each]) * each for each in range(1, 200))
        until(lambda: peer.channel().data(1) == expected, "it came back")


def test_answers_pings_and_leaves_unknown_codes_alone(gateway: Gateway, peer: RawPeer) -> None:
    listening(gateway, peer)
    peer.send(control(301, b"\x01"), control(999), control(PING), control(PING, number(0) + b"echo me"))
    until(lambda: len([c for c in peer.channel().controls() if c[0] == PONG]) == 2, "two answers")
    assert [c for c in peer.channel().controls() if c[0] == PONG] == [(PONG, number(0)), (PONG, number(0) + b"echo me")]


@pytest.mark.parametrize("bad", [frame(1, b"hello")[:-1] + b"!", struct.pack(">IQI", 1, 0, 1 << 30)])
def test_closes_the_channel_on_a_bad_frame_with_its_reason(gateway: Gateway, peer: RawPeer, bad: bytes) -> None:
    with accepted(peer, listening(gateway, peer)) as connection:
        peer.send(bad)
        assert ended(connection)
        closes = until(lambda: [d for c, d in peer.channel().controls() if c == CLOSE and d[:4] == number(0)], "told")
        assert closes[0][4] == 19


def test_says_goodbye_by_a_close_of_the_channel_and_a_ping(gateway: Gateway, peer: RawPeer) -> None:
    made = listening(gateway, peer)
    gateway.close(made.tube_id, 12)
    until(lambda: gateway.status(made.tube_id) in TERMINAL, "it has ended")
    goodbye = (CLOSE, number(0) + b"\x0c")

    def told() -> list[tuple[int, bytes]]:
        return [(code, data[:5]) for code, data in peer.channel().controls()]

    until(lambda: goodbye in told()[:-1], "a goodbye, and something behind it")
    assert [code for code, _ in told()[told().index(goodbye) + 1 :]] == [PING]
    last = [message[16:18] for message in list(peer.channel().messages)[-2:] if isinstance(message, bytes)]
    assert last == [struct.pack(">H", CLOSE), struct.pack(">H", PING)], "each is a message of its own"


def test_sends_no_text_and_gives_every_further_channel_a_label_of_its_own(gateway: Gateway, peer: RawPeer) -> None:
    """The package keeps channels by their label: the second of the same label is never heard."""
    made = listening(gateway, peer)
    assert made.listen is not None
    with client(made.listen), client(made.listen), client(made.listen):
        for index in range(3):
            until(lambda index=index: peer.channel(index).controls(), "each connection has its channel")
    labels = [channel.raw.label for channel in peer.channels]
    assert labels[0] == "wire"
    assert len(set(labels)) == 3
    assert all(isinstance(message, bytes) for channel in peer.channels for message in channel.messages)


def test_tells_a_target_s_end_by_eof_and_closes_when_both_have_ended(gateway: Gateway, peer: RawPeer) -> None:
    with target(lambda connection: connection.sendall(b"bye")) as served:
        dialling(gateway, peer, served.port)
        peer.send(control(OPEN, number(1)))
        until(lambda: (EOF, number(1)) in peer.channel().controls(), "the end is told")
        assert peer.channel().data(1) == b"bye"
        peer.send(control(PING))
        until(lambda: (PONG, number(0)) in peer.channel().controls(), "it is still there")
        assert not [code for code, _ in peer.channel().controls() if code == CLOSE]
        peer.send(control(EOF, number(1)))
        closes = until(lambda: [data for code, data in peer.channel().controls() if code == CLOSE], "it is closed")
        assert closes[0][:5] == number(1) + b"\x00"


def test_answers_an_eof_finally_with_a_close(gateway: Gateway, peer: RawPeer) -> None:
    with target(echo) as served:
        dialling(gateway, peer, served.port)
        peer.send(control(OPEN, number(1)), frame(1, b"x"), control(EOF, number(1)))
        closes = until(lambda: [data for code, data in peer.channel().controls() if code == CLOSE], "it is closed")
        assert closes[0][:5] == number(1) + b"\x00"
        codes = [code for code, _ in peer.channel().controls()]
        assert codes.index(OPENED) < codes.index(EOF) < codes.index(CLOSE)


def test_a_client_that_is_done_is_told_by_eof_and_close(gateway: Gateway, peer: RawPeer) -> None:
    connection = accepted(peer, listening(gateway, peer))
    connection.close()
    until(lambda: (EOF, number(1)) in peer.channel().controls(), "its end is told")
    peer.send(control(CLOSE, number(1) + b"\x09" + struct.pack(">H", 4) + b"lost"))
    closes = until(lambda: [data for code, data in peer.channel().controls() if code == CLOSE], "it is closed")
    assert closes[0][:5] == number(1) + b"\x00"


@pytest.mark.parametrize(("host", "codes"), [("127.0.0.1", {10}), ("nobody.test", {10, 16})])
def test_a_failed_dial_is_a_close_with_words(gateway: Gateway, peer: RawPeer, host: str, codes: set[int]) -> None:
    dialling(gateway, peer, refused_port(), host)
    peer.send(control(OPEN, number(1)))
    data = until(lambda: [data for code, data in peer.channel().controls() if code == CLOSE], "it is closed")[0]
    assert data[:4] == number(1)
    assert data[4] in codes
    (length,) = struct.unpack(">H", data[5:7])
    assert 0 < length == len(data) - 7 <= 1024
    assert data[7:].decode()
