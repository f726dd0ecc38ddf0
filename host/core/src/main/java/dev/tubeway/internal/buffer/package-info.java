/// Pooled off-heap memory: the blocks that frames are built in, and the queues that payload waits in.
package dev.tubeway.internal.buffer;
