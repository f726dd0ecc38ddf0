/// The embeddable gateway library. `dev.tubeway` is the public face, `dev.tubeway.module`
/// its view of modules, `dev.tubeway.spi` what an embedder plugs in.
@org.jspecify.annotations.NullMarked
module dev.tubeway.core {
    requires static org.jspecify;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires chronicle.bytes;
    requires chronicle.core;
    requires org.apache.fontbox;
    requires org.apache.pdfbox.io;
    requires org.jctools.core;
    requires run.endive.compiler;
    requires run.endive.runtime;
    requires run.endive.wasm;
    requires tools.jackson.databind;

    uses dev.tubeway.spi.AnonymousTls;
    uses dev.tubeway.spi.Imaging;
    uses dev.tubeway.spi.SshProvider.Factory;
    uses dev.tubeway.spi.TransportProvider.Factory;

    exports dev.tubeway;
    exports dev.tubeway.internal.thread to
            dev.tubeway.webrtc;
    exports dev.tubeway.module;
    exports dev.tubeway.session;
    exports dev.tubeway.spi;
}
