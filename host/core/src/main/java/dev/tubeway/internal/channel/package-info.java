/// The tube protocol, sans-io: bytes in, events and bytes out. No socket, thread, clock or lock lives here.
///
/// Source: docs/protocol.md.
package dev.tubeway.internal.channel;
