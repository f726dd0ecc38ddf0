package dev.tubeway.internal.conversation;

import dev.tubeway.Conversation;
import dev.tubeway.TubewayException;
import java.util.Map;

/// Reads a conversation from settings.
public final class SettingsReader {
    private SettingsReader() {}

    public static Conversation read(Map<String, ?> settings) {
        throw new TubewayException(
                TubewayException.Problem.INVALID_SETTINGS,
                "no conversation type is known: settings=" + settings.keySet());
    }
}
