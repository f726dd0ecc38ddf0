/// Targets to try the gateway with: a small shell, over SSH and over telnet. It is a program of this process that knows
/// a few commands and a made-up tree of files; nothing of the machine can be seen or reached by it.
@NullMarked
package dev.tubeway.server.demo;

import org.jspecify.annotations.NullMarked;
