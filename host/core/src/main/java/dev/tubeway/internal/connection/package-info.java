/// One numbered stream of a channel, and the socket at this end of it.
///
/// The way out of the room is [dev.tubeway.internal.connection.Outbound], which the tube implements.
package dev.tubeway.internal.connection;
