/// What an embedder can plug in: the transport that peers run over, and the resolver of names.
package dev.tubeway.spi;
