/// SSH over Apache MINA SSHD, the only package that imports it. This jar is no named module: the library's two jars
/// share packages, which modules may not.
///
/// A connection lies on a `Pipe`: a socket that the session has dialled, or a channel of another connection. Nothing
/// here dials.
@NullMarked
package dev.tubeway.services.ssh;

import org.jspecify.annotations.NullMarked;
