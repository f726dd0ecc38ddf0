package dev.tubeway.internal.module;

/// Unwinds a guest that is ended inside a call of the host. It has a stack trace, from which the guest's
/// functions are read.
final class StopException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopException() {
        super("stopped", null, false, true);
    }
}
