package dev.tubeway.spi;

import dev.tubeway.spi.TransportProvider.Finding;
import java.util.List;
import java.util.Set;

/// Codes images for the display. Found by [java.util.ServiceLoader]; the formats that it lacks are coded by
/// the JDK where that has them.
///
/// Threading: any thread. The answers do not change while the process runs.
public interface Imaging {

    /// A short name, such as `native`.
    String name();

    /// Formats that are encoded here.
    Set<ImageFormat> encodes();

    /// Formats that are decoded here.
    Set<ImageFormat> decodes();

    /// Makes a coder, which holds memory: make few and use them again.
    ///
    /// Ownership: the caller closes it.
    ImageCoder open();

    /// What was looked for on this machine, and what to do where it is missing. Loads what is not loaded yet;
    /// never throws for a finding.
    List<Finding> diagnose();
}
