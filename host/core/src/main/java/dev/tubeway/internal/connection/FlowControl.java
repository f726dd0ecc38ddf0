package dev.tubeway.internal.connection;

/// How much a connection may send and hold.
///
/// @param credit         whether the peer knows credit; where it does not, `queueBytes` is what is held for it
/// @param sendWindow     payload bytes that the peer takes before it grants more; without credit not used
/// @param receiveWindow  payload bytes that were granted to the peer at the start; without credit not used
/// @param maxReceiveWindow what the granted bytes may grow to
/// @param maxPayload     payload bytes of a frame, at most
/// @param queueBytes     payload bytes held for a peer without credit, before the connection is closed
public record FlowControl(
        boolean credit, int sendWindow, int receiveWindow, int maxReceiveWindow, int maxPayload, int queueBytes) {}
