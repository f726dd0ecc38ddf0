package dev.tubeway.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a name. The addresses it gives are checked against policy and then dialled as
/// they are.
@FunctionalInterface
public interface NameResolver {

    /// Blocking; called on a thread that may block.
    ///
    /// Errors: UnknownHostException where the name has no address.
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
