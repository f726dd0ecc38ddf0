package dev.tubeway.spi;

import javax.net.ssl.SSLException;

/// TLS with servers that have no certificate, as client: encryption without proof of who answers, which the JDK's
/// own TLS refuses. Found by [java.util.ServiceLoader]; without one this host speaks no such TLS.
///
/// Threading: any thread.
public interface AnonymousTls {

    /// Begins a handshake: its first words are ready to be sent.
    ///
    /// Ownership: the caller closes it.
    Line begin() throws SSLException;

    /// One connection. It never waits and knows no socket: enciphered bytes go in and out on one side, plain ones on
    /// the other.
    ///
    /// Units: bytes.   Threading: one thread at a time.   Ownership: borrows arrays for the time of a call.
    interface Line extends AutoCloseable {

        /// Whether the handshake is not done yet.
        boolean isShakingHands();

        /// Whether the peer has said that nothing more comes.
        boolean isOver();

        /// Takes what the peer sent, in pieces of any size.
        ///
        /// Errors: [SSLException] where the peer broke TLS; what is to be sent then tells it.
        void take(byte[] source, int offset, int length) throws SSLException;

        /// How much is deciphered and not yet read.
        int readable();

        /// Reads what is deciphered; the count.
        int read(byte[] target, int offset, int length);

        /// Enciphers for the peer; after the handshake.
        void write(byte[] source, int offset, int length) throws SSLException;

        /// How much is to be sent to the peer.
        int sendable();

        /// Gives what is to be sent; the count.
        int send(byte[] target, int offset, int length);

        /// The protocol spoken, such as `TLSv1.2`; once the handshake is done.
        String protocol();

        /// Has the peer told that nothing more comes. Idempotent.
        @Override
        void close();
    }
}
