/// What an embedder can plug in: the transport that peers run over, the resolver of names, SSH, and coders of images.
package dev.tubeway.spi;
