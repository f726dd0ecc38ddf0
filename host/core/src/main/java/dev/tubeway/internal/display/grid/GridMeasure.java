package dev.tubeway.internal.display.grid;

/// What a screen has room for.
///
/// @param columns    of text
/// @param rows       of text
/// @param cellWidth  pixels
/// @param cellHeight pixels
public record GridMeasure(int columns, int rows, int cellWidth, int cellHeight) {}
