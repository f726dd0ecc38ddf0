package dev.tubeway.internal.display;

/// How far the slowest client is behind.
///
/// @param frames       that it has not answered
/// @param milliseconds since the first of them was sent
public record Lag(int frames, int milliseconds) {
    /// All have what is there.
    public static final Lag NONE = new Lag(0, 0);
}
