package dev.tubeway.internal.module;

/// TLS over another stream, which may have been used in the clear before.
///
/// Threading: as [HostStream].
sealed interface EncryptedStream extends HostStream permits TlsStream, AnonymousTlsStream {

    /// Goes on with the handshake: 0 once it is done, AGAIN while it waits for the peer.
    ///
    /// Errors: AUTH_FAILED where the certificate does not satisfy the options; CLOSED; PEER_ERROR.
    int handshake();

    /// Has the waker woken when the handshake may go on.
    void wantHandshake();
}
