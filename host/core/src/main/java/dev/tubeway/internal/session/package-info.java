/// Sessions: their clients, their pictures, and the modules that run them.
///
/// A [dev.tubeway.internal.session.Client] reads instructions on its thread, and its
/// [dev.tubeway.internal.session.Wire] writes on another; a [dev.tubeway.internal.session.Session] lies between
/// them and the module. Nothing here knows what carries a client's bytes.
package dev.tubeway.internal.session;
