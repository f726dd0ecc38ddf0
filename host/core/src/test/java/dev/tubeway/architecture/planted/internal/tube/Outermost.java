package dev.tubeway.architecture.planted.internal.tube;

/// The outermost room.
public final class Outermost {}
