package dev.tubeway.server.settings;

/// A setting that cannot be used; the message names the key, where it was set, and what is right.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
