/// The rented Wasm engine, and nothing else: parses, compiles and starts modules, and binds their imports.
///
/// No type of the engine leaves this package, so that another version of it, or another engine, is a change here.
package dev.tubeway.internal.module.engine;
