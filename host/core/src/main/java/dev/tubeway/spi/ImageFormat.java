package dev.tubeway.spi;

/// What an image is coded as.
public enum ImageFormat {
    /// Lossy; no alpha.
    JPEG,
    /// Without loss, with alpha.
    PNG,
    /// Lossy. Decoding takes every still WebP, whichever of the two is asked for.
    WEBP,
    /// WebP without loss.
    WEBP_LOSSLESS
}
