/// What a channel is for: who comes in on the listening side, what is dialled on the other.
///
/// This room knows sockets and destinations, and neither frames nor tubes: an [Entrance] asks an [Opener],
/// which the tube implements; a [Target] is asked by the tube.
package dev.tubeway.internal.conversation;
