/// What an embedder sees of sessions: which there are, who looks at them, and how clients come in.
package dev.tubeway.session;
