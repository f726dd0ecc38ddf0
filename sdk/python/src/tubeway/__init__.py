"""Client of the Tubeway gateway's management API.

:class:`Client` is the plain client; :class:`PyTubeRegistry` has the shape of the published Python peer.
"""

from ._http import Retry
from .client import Client
from .errors import (
    CapacityExceeded,
    ConnectionNotFound,
    Forbidden,
    GatewayUnreachable,
    IdempotencyKeyReused,
    InvalidCandidate,
    InvalidDescription,
    InvalidRequest,
    InvalidSettings,
    ListenFailed,
    NotReady,
    ProblemError,
    ShuttingDown,
    TimedOut,
    TooManyStreams,
    TransportUnavailable,
    TrickleRequired,
    TubeClosed,
    TubeNotFound,
    TubewayError,
    Unauthorized,
    UnexpectedAnswer,
    UnexpectedDescription,
)
from .events import EventStream
from .model import Capacity, CloseReason, Connection, Event, Finding, IceServer, Tube, TubeStats
from .reasons import PyCloseConnectionReason
from .registry import (
    PyTubeRegistry,
    initialize_logger,
    set_verbose_logging,
    shutdown_runtime_from_python,
)

__version__ = "0.1.0"

__all__ = [
    "Capacity",
    "CapacityExceeded",
    "Client",
    "CloseReason",
    "Connection",
    "ConnectionNotFound",
    "Event",
    "EventStream",
    "Finding",
    "Forbidden",
    "GatewayUnreachable",
    "IceServer",
    "IdempotencyKeyReused",
    "InvalidCandidate",
    "InvalidDescription",
    "InvalidRequest",
    "InvalidSettings",
    "ListenFailed",
    "NotReady",
    "ProblemError",
    "PyCloseConnectionReason",
    "PyTubeRegistry",
    "Retry",
    "ShuttingDown",
    "TimedOut",
    "TooManyStreams",
    "TransportUnavailable",
    "TrickleRequired",
    "Tube",
    "TubeClosed",
    "TubeNotFound",
    "TubeStats",
    "TubewayError",
    "Unauthorized",
    "UnexpectedAnswer",
    "UnexpectedDescription",
    "initialize_logger",
    "set_verbose_logging",
    "shutdown_runtime_from_python",
]
