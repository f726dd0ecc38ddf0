/// Records what a module's imports gave, and plays it back to the same module or a newer one.
package dev.tubeway.internal.module.record;
