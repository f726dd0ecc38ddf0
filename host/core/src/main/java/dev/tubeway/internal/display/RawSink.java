package dev.tubeway.internal.display;

/// Takes the undecoded output of a terminal, as the module passes it on.
@FunctionalInterface
public interface RawSink {

    /// Threading: on the module's thread, without the display's lock.   Ownership: the bytes are valid
    /// during the call.
    void raw(byte[] memory, int offset, int length);
}
