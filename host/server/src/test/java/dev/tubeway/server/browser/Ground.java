package dev.tubeway.server.browser;

import java.io.IOException;
import java.nio.file.Path;

/// What stands for a whole class of tests: two hosts with a cable, a gateway on the one, a browser on the other.
///
/// Ownership: closing it ends them all.
final class Ground implements AutoCloseable {
    final Cable cable = new Cable();
    final GatewayHost gateway;
    final Chromium chromium;

    /// @param data the gateway's folder
    Ground(Path data) throws IOException {
        gateway = new GatewayHost(cable, data);
        chromium = new Chromium(cable, data);
    }

    @Override
    public void close() {
        try {
            chromium.close();
        } finally {
            try {
                gateway.close();
            } finally {
                cable.close();
            }
        }
    }
}
