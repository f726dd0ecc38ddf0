/// Tubes and their registry: the outermost room, where transport, channels, connections and conversations meet.
package dev.tubeway.internal.tube;
