package dev.tubeway.internal.module.record;

/// A recording is not what it should be; the message is for people.
final class DamagedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
        super(message);
    }
}
