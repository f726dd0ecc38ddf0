package dev.tubeway.architecture.planted;

/// A name that says nothing.
final class FaultManager {}
