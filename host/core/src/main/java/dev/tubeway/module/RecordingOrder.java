package dev.tubeway.module;

/// An order that waits for sessions.
///
/// @param id      to withdraw it by
/// @param request what was asked for
/// @param left    sessions that are still to come
public record RecordingOrder(String id, RecordingRequest request, int left) {}
