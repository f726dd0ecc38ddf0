/// The Guacamole protocol's text, sans-io: instructions are read where their bytes lie, and written to where
/// they leave from.
package dev.tubeway.internal.guacamole;
