package dev.tubeway.services.ssh;

import java.security.SecureRandom;
import java.util.Arrays;
import org.apache.sshd.common.random.AbstractRandom;

/// Random bytes for the padding and the cookies of packets (RFC 4253, sections 6 and 7.1), taken from the system in
/// blocks. The JDK reads them anew where a tenth of a second has passed since it last did, which is for each key of
/// somebody who types.
///
/// Threading: any thread.   Ownership: bytes are given out once, and forgotten.
final class RandomBlocks extends AbstractRandom {
    private static final int BLOCK = 4096;

    private final SecureRandom source = new SecureRandom();
    private final byte[] block = new byte[BLOCK];
    private int used = BLOCK;

    @Override
    public String getName() {
        return source.getAlgorithm();
    }

    @Override
    public synchronized void fill(byte[] bytes, int start, int length) {
        for (int done = 0; done < length; ) {
            if (used == BLOCK) {
                source.nextBytes(block);
                used = 0;
            }
            int some = Math.min(length - done, BLOCK - used);
            System.arraycopy(block, used, bytes, start + done, some);
            Arrays.fill(block, used, used + some, (byte) 0);
            used += some;
            done += some;
        }
    }

    @Override
    public int random(int below) {
        return source.nextInt(below);
    }
}
