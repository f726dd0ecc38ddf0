/// Waiting for many sockets on few threads; below everything that reads and writes sockets.
package dev.tubeway.internal.socket;
