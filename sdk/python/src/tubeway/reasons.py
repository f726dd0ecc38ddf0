"""Close reasons in the shape of the published peer's class."""

from __future__ import annotations

from typing import ClassVar


class PyCloseConnectionReason:
    """A close reason; the class attributes are the ones that exist."""

    Normal: ClassVar[PyCloseConnectionReason]
    Error: ClassVar[PyCloseConnectionReason]
    Timeout: ClassVar[PyCloseConnectionReason]
    ServerRefuse: ClassVar[PyCloseConnectionReason]
    Client: ClassVar[PyCloseConnectionReason]
    Unknown: ClassVar[PyCloseConnectionReason]
    InvalidInstruction: ClassVar[PyCloseConnectionReason]
    GuacdRefuse: ClassVar[PyCloseConnectionReason]
    ConnectionLost: ClassVar[PyCloseConnectionReason]
    ConnectionFailed: ClassVar[PyCloseConnectionReason]
    TunnelClosed: ClassVar[PyCloseConnectionReason]
    AdminClosed: ClassVar[PyCloseConnectionReason]
    ErrorRecording: ClassVar[PyCloseConnectionReason]
    GuacdError: ClassVar[PyCloseConnectionReason]
    AIClosed: ClassVar[PyCloseConnectionReason]
    AddressResolutionFailed: ClassVar[PyCloseConnectionReason]
    DecryptionFailed: ClassVar[PyCloseConnectionReason]
    ConfigurationError: ClassVar[PyCloseConnectionReason]
    ProtocolError: ClassVar[PyCloseConnectionReason]
    UpstreamClosed: ClassVar[PyCloseConnectionReason]
    ProxyError: ClassVar[PyCloseConnectionReason]
    HandlerError: ClassVar[PyCloseConnectionReason]
    SecurityThreat: ClassVar[PyCloseConnectionReason]

    _by_code: ClassVar[dict[int, PyCloseConnectionReason]] = {}

    def __init__(self, code: int, name: str) -> None:
        self._code = code
        self._name = name

    def __repr__(self) -> str:
        return f"PyCloseConnectionReason.{self._name}"

    def __int__(self) -> int:
        return self._code

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self._code == other
        return isinstance(other, PyCloseConnectionReason) and self._code == other._code

    def __hash__(self) -> int:
        return hash(self._code)

    def value(self) -> int:
        """Return the reason's code."""
        return self._code

    @property
    def name(self) -> str:
        """Return the reason's name, such as ``AdminClosed``."""
        return self._name

    @classmethod
    def from_code(cls, code: int) -> PyCloseConnectionReason:
        """Return the reason of a code; unknown codes read as Unknown."""
        return cls._by_code.get(code, cls.Unknown)


_REASONS = {
    0: "Normal",
    1: "Error",
    2: "Timeout",
    4: "ServerRefuse",
    5: "Client",
    6: "Unknown",
    7: "InvalidInstruction",
    8: "GuacdRefuse",
    9: "ConnectionLost",
    10: "ConnectionFailed",
    11: "TunnelClosed",
    12: "AdminClosed",
    13: "ErrorRecording",
    14: "GuacdError",
    15: "AIClosed",
    16: "AddressResolutionFailed",
    17: "DecryptionFailed",
    18: "ConfigurationError",
    19: "ProtocolError",
    20: "UpstreamClosed",
    21: "ProxyError",
    22: "HandlerError",
    23: "SecurityThreat",
}

for _code, _name in _REASONS.items():
    PyCloseConnectionReason._by_code[_code] = PyCloseConnectionReason(_code, _name)
    setattr(PyCloseConnectionReason, _name, PyCloseConnectionReason._by_code[_code])
