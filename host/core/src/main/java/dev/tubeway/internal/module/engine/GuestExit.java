package dev.tubeway.internal.module.engine;

/// The guest asked to be ended: `proc_exit`. No fault, so no stack trace.
public final class GuestExit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    public GuestExit(int status) {
        super("exit " + status, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
