package dev.tubeway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a gateway holds at one moment, after a garbage collection.
///
/// @param minute    since the start
/// @param heap      what lives on it, bytes
/// @param resident  of the process, bytes
/// @param buffers   off-heap, in use and kept, bytes
/// @param threads   of the system
/// @param files     and sockets that are open
/// @param sessions  of the gateway
record SoakSample(
        double minute, double heap, double resident, double buffers, double threads, double files, double sessions) {
    static final String HEAD = "minute  heap MB  resident MB  buffers MB  threads  files  sessions";

    /// Of what the mean is.
    private static final double MOST_GROWTH = 0.1;

    private static final int FEWEST = 4;

    static SoakSample look(GatewayEnd gateway, double minute) throws IOException, InterruptedException {
        long pid = gateway.pid();
        ProcessUse.collect(pid);
        return new SoakSample(
                minute,
                ProcessUse.heapBytes(pid),
                ProcessUse.residentBytes(pid),
                gateway.metric("tubeway_buffers_used_bytes") + gateway.metric("tubeway_buffers_pooled_bytes"),
                ProcessUse.threads(pid),
                ProcessUse.descriptors(pid),
                gateway.metric("tubeway_sessions_open"));
    }

    /// What has grown, in words; the first quarter is left out, in which code is compiled and pools fill.
    static List<String> grown(List<SoakSample> samples) {
        List<SoakSample> late = samples.subList(samples.size() / 4, samples.size());
        var grown = new ArrayList<String>();
        if (late.size() >= FEWEST) {
            judge(grown, late, "heap", SoakSample::heap, 4e6);
            judge(grown, late, "resident", SoakSample::resident, 16e6);
            judge(grown, late, "buffers", SoakSample::buffers, 4e6);
            judge(grown, late, "threads", SoakSample::threads, 8);
            judge(grown, late, "files", SoakSample::files, 50);
        }
        return grown;
    }

    /// By the straight line that is nearest to the samples.
    ///
    /// @param trifle growth that is none
    private static void judge(
            List<String> grown,
            List<SoakSample> samples,
            String name,
            ToDoubleFunction<SoakSample> value,
            double trifle) {
        double meanTime =
                samples.stream().mapToDouble(SoakSample::minute).average().orElse(0);
        double mean = samples.stream().mapToDouble(value).average().orElse(0);
        double above = 0;
        double below = 0;
        for (SoakSample sample : samples) {
            double time = sample.minute - meanTime;
            above += time * (value.applyAsDouble(sample) - mean);
            below += time * time;
        }
        double growth = above / below * (samples.getLast().minute - samples.getFirst().minute);
        if (growth > Math.max(trifle, MOST_GROWTH * mean)) {
            grown.add(String.format(Locale.ROOT, "%s %+.0f %% in these minutes", name, 100 * growth / mean));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%6.1f  %7.1f  %11.1f  %10.1f  %7.0f  %5.0f  %8.0f",
                minute,
                heap / 1e6,
                resident / 1e6,
                buffers / 1e6,
                threads,
                files,
                sessions);
    }
}
