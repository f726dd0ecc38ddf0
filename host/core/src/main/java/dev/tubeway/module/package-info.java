/// What an embedder sees of modules: which there are, what a file is judged to be, what a run may use.
package dev.tubeway.module;
