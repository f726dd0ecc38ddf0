"""What a gateway tells, as immutable values.

Fields that a newer gateway adds are kept in ``raw`` and otherwise ignored; fields that it leaves out have the
default that is given here, so a value is never half made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class IceServer:
    """A STUN or TURN server. The credential is never printed."""

    urls: Sequence[str]
    username: str | None = None
    credential: str | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the member of a create request."""
        document: dict[str, Any] = {"urls": list(self.urls)}
        if self.username is not None:
            document["username"] = self.username
        if self.credential is not None:
            document["credential"] = self.credential
        return document


@dataclass(frozen=True)
class CloseReason:
    """Why a tube, a channel or a connection ended."""

    code: int
    name: str
    detail: str = ""

    @classmethod
    def from_json(cls, value: Any) -> CloseReason | None:
        """Read a reason; None of None."""
        if value is None:
            return None
        return cls(
            code=int(value.get("code", 6)),
            name=str(value.get("name") or "unknown"),
            detail=str(value.get("detail") or ""),
        )


@dataclass(frozen=True)
class Tube:
    """A tube at one moment.

    Attributes:
        tube_id: names the tube in its gateway
        conversation_id: label of its first channel
        status: new, initializing, connecting, active, ready, disconnected, failed, closing or closed
        offer: this side's offer, base64, where it made the first one
        answer: this side's answer, base64, where the peer made the first offer
        local_listen_addr: ``host:port`` where clients connect to, with a listening conversation
        close_reason: why it ended
        raw: the whole document

    """

    tube_id: str
    conversation_id: str = ""
    status: str = "new"
    offer: str | None = None
    answer: str | None = None
    local_listen_addr: str | None = None
    close_reason: CloseReason | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_json(cls, document: Json) -> Tube:
        """Read a tube, as made, shown or listed."""
        return cls(
            tube_id=str(document["tubeId"]),
            conversation_id=str(document.get("conversationId") or ""),
            status=str(document.get("status") or "new"),
            offer=document.get("offer"),
            answer=document.get("answer"),
            local_listen_addr=document.get("localListenAddr"),
            close_reason=CloseReason.from_json(document.get("closeReason")),
            raw=document,
        )


@dataclass(frozen=True)
class Connection:
    """One connection of a tube at one moment; bytes are payload."""

    number: int
    channel: str = ""
    target: str = ""
    state: str = ""
    bytes_sent: int = 0
    bytes_received: int = 0
    queued_bytes: int = 0
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_json(cls, document: Json) -> Connection:
        """Read a connection."""
        return cls(
            number=int(document["number"]),
            channel=str(document.get("channel") or ""),
            target=str(document.get("target") or ""),
            state=str(document.get("state") or ""),
            bytes_sent=int(document.get("bytesSent") or 0),
            bytes_received=int(document.get("bytesReceived") or 0),
            queued_bytes=int(document.get("queuedBytes") or 0),
            raw=document,
        )


@dataclass(frozen=True)
class Capacity:
    """How much room the gateway has for further tubes; times in milliseconds."""

    can_accept_more: bool
    active_creates: int = 0
    max_concurrent_creates: int = 0
    queue_depth: int = 0
    tubes: int = 0
    max_tubes: int = 0
    average_create_millis: float = 0.0
    suggested_delay_millis: float = 0.0
    load_percentage: int = 0
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_json(cls, document: Json) -> Capacity:
        """Read a capacity."""
        return cls(
            can_accept_more=bool(document.get("canAcceptMore", False)),
            active_creates=int(document.get("activeCreates") or 0),
            max_concurrent_creates=int(document.get("maxConcurrentCreates") or 0),
            queue_depth=int(document.get("queueDepth") or 0),
            tubes=int(document.get("tubes") or 0),
            max_tubes=int(document.get("maxTubes") or 0),
            average_create_millis=float(document.get("averageCreateMillis") or 0),
            suggested_delay_millis=float(document.get("suggestedDelayMillis") or 0),
            load_percentage=int(document.get("loadPercentage") or 0),
            raw=document,
        )


@dataclass(frozen=True)
class TubeStats:
    """Traffic and path of a tube.

    Attributes:
        bytes_sent: payload of all connections handed to the peer
        bytes_received: payload of all connections taken from the peer
        frames_sent: frames, control included
        frames_received: frames, control included
        open_connections: connections now
        total_connections: connections since the tube was made
        buffered_bytes: off-heap bytes that the tube holds now
        ice_restarts: restarts since the tube was made
        renewals: peers that have taken the place of a worn one while the tube went on
        rtt_millis: last round trip of the path; None where it is not known yet
        packet_loss_rate: share lost, 0 to 1; None where it is not known yet
        raw: the whole document, the selected pair and the history of ICE among it

    """

    bytes_sent: int = 0
    bytes_received: int = 0
    frames_sent: int = 0
    frames_received: int = 0
    open_connections: int = 0
    total_connections: int = 0
    buffered_bytes: int = 0
    ice_restarts: int = 0
    renewals: int = 0
    rtt_millis: float | None = None
    packet_loss_rate: float | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_json(cls, document: Json) -> TubeStats:
        """Read statistics."""
        path: Json = document.get("path") or {}
        return cls(
            bytes_sent=int(document.get("bytesSent") or 0),
            bytes_received=int(document.get("bytesReceived") or 0),
            frames_sent=int(document.get("framesSent") or 0),
            frames_received=int(document.get("framesReceived") or 0),
            open_connections=int(document.get("openConnections") or 0),
            total_connections=int(document.get("totalConnections") or 0),
            buffered_bytes=int(document.get("bufferedBytes") or 0),
            ice_restarts=int(document.get("iceRestarts") or 0),
            renewals=int(document.get("renewals") or 0),
            rtt_millis=path.get("rttMillis"),
            packet_loss_rate=path.get("packetLossRate"),
            raw=document,
        )


@dataclass(frozen=True)
class Finding:
    """One fact of a diagnosis: what was looked at, ``ok``, ``warning`` or ``failed``, and the cure."""

    subject: str
    verdict: str
    detail: str = ""
    cure: str = ""

    @classmethod
    def from_json(cls, document: Json) -> Finding:
        """Read a finding."""
        return cls(
            subject=str(document.get("subject") or ""),
            verdict=str(document.get("verdict") or "").lower(),
            detail=str(document.get("detail") or ""),
            cure=str(document.get("cure") or ""),
        )


@dataclass(frozen=True)
class Event:
    """Something that happened in the gateway.

    Attributes:
        event_id: resumes the stream after this event
        kind: tube_created, connection_state_changed, icecandidate, ice_restart_offer, answer, channel_opened,
            channel_closed, connection_opened, connection_closed, or reset, when events were missed; new ones may come
        tube_id: whose event it is; empty for the gateway's own
        data: the whole document

    """

    event_id: str
    kind: str
    tube_id: str
    data: Json = field(default_factory=dict)
