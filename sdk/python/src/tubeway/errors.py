"""What can go wrong with a request to a gateway.

Every error is a :class:`TubewayError`, which is a ``RuntimeError``: scripts that catch what the published peer raises
keep working. The class follows from the stable ``type`` of the gateway's ``application/problem+json``; a type that
this version does not know becomes a plain :class:`ProblemError`, whose ``problem`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class TubewayError(RuntimeError):
    """Base of everything that this package raises on purpose."""


class GatewayUnreachable(TubewayError):
    """No gateway answers at the address, or it broke off and did not come back in time."""


class UnexpectedAnswer(TubewayError):
    """What answered does not speak the management API."""


class ProblemError(TubewayError):
    """The gateway refused the request.

    Attributes:
        problem: the stable name of the refusal, such as ``invalid-settings``
        status: HTTP status
        title: the refusal in general, for people
        detail: this refusal, for people; what to do about it where the gateway knows
        members: all members of the problem document
        retry_after_seconds: how long the gateway asks to wait before another try, where it does

    """

    def __init__(
        self,
        problem: str,
        status: int,
        title: str = "",
        detail: str = "",
        members: Mapping[str, Any] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(detail or title or f"{problem} (HTTP {status})")
        self.problem = problem
        self.status = status
        self.title = title
        self.detail = detail
        self.members: Mapping[str, Any] = dict(members or {})
        self.retry_after_seconds = retry_after_seconds

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (
            self.problem,
            self.status,
            self.title,
            self.detail,
            self.members,
            self.retry_after_seconds,
        )
        return type(self), arguments


class Unauthorized(ProblemError):
    """The token is missing or wrong."""


class Forbidden(ProblemError):
    """The token does not allow this."""


class InvalidRequest(ProblemError):
    """The request is malformed: a bad body, a bad parameter."""


class InvalidSettings(ProblemError):
    """A setting is missing, unknown, retired or has a bad value; the detail names it."""


class InvalidDescription(ProblemError):
    """Not base64 of a session description."""


class UnexpectedDescription(ProblemError):
    """A description of the wrong type: an offer where an answer is due."""


class InvalidCandidate(ProblemError):
    """Not an ICE candidate."""


class TubeNotFound(ProblemError):
    """No such tube."""


class ConnectionNotFound(ProblemError):
    """No such connection in the tube."""


class TubeClosed(ProblemError):
    """The tube exists no more, or is in no state for the request."""


class TrickleRequired(ProblemError):
    """The request needs trickle ICE, and the tube was made without."""


class CapacityExceeded(ProblemError):
    """As many creates are under way, or tubes there, as allowed."""


class ListenFailed(ProblemError):
    """The local address to listen on is taken, or is not one of the gateway's machine."""


class ShuttingDown(ProblemError):
    """The gateway is stopping and takes no new tubes."""


class TimedOut(ProblemError):
    """The gateway's transport did not do its part in time."""


class TransportUnavailable(ProblemError):
    """The gateway's WebRTC transport is not available on its machine."""


class IdempotencyKeyReused(ProblemError):
    """The idempotency key was used before, with another request."""


class TooManyStreams(ProblemError):
    """As many clients watch events as allowed."""


class NotReady(ProblemError):
    """The gateway takes no new tubes at the moment."""


_BY_PROBLEM: dict[str, type[ProblemError]] = {
    "unauthorized": Unauthorized,
    "forbidden": Forbidden,
    "bad-request": InvalidRequest,
    "malformed-json": InvalidRequest,
    "payload-too-large": InvalidRequest,
    "invalid-request": InvalidRequest,
    "invalid-settings": InvalidSettings,
    "invalid-description": InvalidDescription,
    "unexpected-description": UnexpectedDescription,
    "invalid-candidate": InvalidCandidate,
    "tube-not-found": TubeNotFound,
    "connection-not-found": ConnectionNotFound,
    "tube-closed": TubeClosed,
    "trickle-required": TrickleRequired,
    "capacity": CapacityExceeded,
    "listen-failed": ListenFailed,
    "shutting-down": ShuttingDown,
    "timeout": TimedOut,
    "transport-unavailable": TransportUnavailable,
    "idempotency-key-reused": IdempotencyKeyReused,
    "too-many-streams": TooManyStreams,
    "not-ready": NotReady,
}

_BY_STATUS: dict[int, type[ProblemError]] = {401: Unauthorized, 403: Forbidden}


def problem_name(type_uri: str) -> str:
    """Return the last part of a problem's type: ``capacity`` of ``urn:tubeway:problem:capacity``."""
    return re.split(r"[/:#]", type_uri.rstrip("/"))[-1]


def error_of(status: int, document: Mapping[str, Any], retry_after_seconds: float | None) -> ProblemError:
    """Return the error for a problem document; never raises, whatever the document holds."""
    name = problem_name(str(document.get("type") or "about:blank"))
    kind = _BY_PROBLEM.get(name) or _BY_STATUS.get(status, ProblemError)
    title = str(document.get("title") or "")
    detail = str(document.get("detail") or "")
    return kind(name, status, title, detail, document, retry_after_seconds)
