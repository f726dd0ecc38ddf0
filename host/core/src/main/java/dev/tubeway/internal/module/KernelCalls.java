package dev.tubeway.internal.module;

import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.abi.Aead;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.DeflateFormat;
import dev.tubeway.internal.module.abi.Digest;
import dev.tubeway.internal.module.abi.Direction;
import dev.tubeway.internal.module.abi.Flush;
import dev.tubeway.internal.module.abi.ImageHeaderLayout;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Work that the host does faster than a guest, by what the JDK has.
///
/// Threading: the module's thread only.
final class KernelCalls {
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final long MOST_IMAGE_PIXELS = 64L << 20;

    private final Call call;
    private byte @Nullable [] decoded;
    private int decodedFrom;

    KernelCalls(Call call) {
        this.call = call;
    }

    int inflateNew(int format) {
        return DeflateFormat.isKnown(format) ? add(() -> new Inflation(format), "inflate") : Status.INVALID;
    }

    int inflate(int handle, int data, int length, int out, int outLength) {
        Inflation inflation = call.handles.find(handle, Inflation.class);
        return inflation == null ? Status.INVALID : inflation.inflate(call.bytes(), data, length, out, outLength);
    }

    int deflateNew(int format, int level) {
        return DeflateFormat.isKnown(format) && level >= -1 && level <= 9
                ? add(() -> new Deflation(format, level), "deflate")
                : Status.INVALID;
    }

    int deflate(int handle, int data, int length, int flush, int out, int outLength) {
        Deflation deflation = call.handles.find(handle, Deflation.class);
        return deflation == null || !Flush.isKnown(flush)
                ? Status.INVALID
                : deflation.deflate(call.bytes(), data, length, flush, out, outLength);
    }

    private interface Making {
        Kernel make() throws GeneralSecurityException;
    }

    private int add(Making making, String label) {
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        try {
            return call.handles.add(making.make(), label);
        } catch (NoSuchAlgorithmException e) {
            return Status.UNSUPPORTED;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Status.INVALID;
        }
    }

    private static String digestName(int kind) {
        return switch (kind) {
            case Digest.MD5 -> "MD5";
            case Digest.SHA1 -> "SHA-1";
            case Digest.SHA256 -> "SHA-256";
            case Digest.SHA384 -> "SHA-384";
            case Digest.SHA512 -> "SHA-512";
            default -> "";
        };
    }

    int digest(int kind, int data, int length, int out, int outLength) {
        String name = digestName(kind);
        if (name.isEmpty()) {
            return Status.INVALID;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(name);
            digest.update(call.bytes(), data, length);
            return call.answer(digest.digest(), out, outLength);
        } catch (NoSuchAlgorithmException e) {
            return Status.UNSUPPORTED;
        }
    }

    int hmac(int kind, int key, int keyLength, int data, int length, int out, int outLength) {
        String name = digestName(kind);
        if (name.isEmpty()) {
            return Status.INVALID;
        }
        try {
            Mac mac = Mac.getInstance("Hmac" + name.replace("-", ""));
            // An empty key is as good as one of zeros, and the JDK takes no empty one.
            mac.init(
                    keyLength == 0
                            ? new SecretKeySpec(new byte[1], "Hmac")
                            : new SecretKeySpec(call.bytes(), key, keyLength, "Hmac"));
            mac.update(call.bytes(), data, length);
            return call.answer(mac.doFinal(), out, outLength);
        } catch (NoSuchAlgorithmException e) {
            return Status.UNSUPPORTED;
        } catch (GeneralSecurityException e) {
            return Status.INVALID;
        }
    }

    /// A cipher at work.
    private static final class CipherKernel implements Kernel {
        private final Cipher cipher;
        private final int block;

        CipherKernel(Cipher cipher) {
            this.cipher = cipher;
            String name = cipher.getAlgorithm();
            this.block = name.contains("ECB") || name.contains("CBC") ? cipher.getBlockSize() : 1;
        }

        @Override
        public void end() {
            // The JDK's ciphers hold nothing outside the heap.
        }
    }

    int cipherNew(int kind, int direction, int key, int keyLength, int iv, int ivLength) {
        String name = switch (kind) {
            case dev.tubeway.internal.module.abi.Cipher.AES_ECB -> "AES/ECB/NoPadding";
            case dev.tubeway.internal.module.abi.Cipher.AES_CBC -> "AES/CBC/NoPadding";
            case dev.tubeway.internal.module.abi.Cipher.AES_CTR -> "AES/CTR/NoPadding";
            case dev.tubeway.internal.module.abi.Cipher.DES_ECB -> "DES/ECB/NoPadding";
            case dev.tubeway.internal.module.abi.Cipher.DES3_CBC -> "DESede/CBC/NoPadding";
            case dev.tubeway.internal.module.abi.Cipher.RC4 -> "ARCFOUR";
            default -> "";
        };
        boolean bare = name.contains("ECB") || name.equals("ARCFOUR");
        if (name.isEmpty() || !Direction.isKnown(direction) || keyLength == 0 || bare != (ivLength == 0)) {
            return Status.INVALID;
        }
        return add(
                () -> {
                    Cipher cipher = Cipher.getInstance(name);
                    String algorithm = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
                    AlgorithmParameterSpec spec = bare ? null : new IvParameterSpec(call.bytes(), iv, ivLength);
                    cipher.init(mode(direction), new SecretKeySpec(call.bytes(), key, keyLength, algorithm), spec);
                    return new CipherKernel(cipher);
                },
                "cipher");
    }

    private static int mode(int direction) {
        return direction == Direction.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    int cipher(int handle, int data, int length, int out, int outLength) {
        CipherKernel kernel = call.handles.find(handle, CipherKernel.class);
        if (kernel == null || outLength < length || length % kernel.block != 0) {
            return Status.INVALID;
        }
        try {
            return length == 0 ? 0 : kernel.cipher.update(call.bytes(), data, length, call.bytes(), out);
        } catch (GeneralSecurityException e) {
            return Status.INVALID;
        }
    }

    @SuppressWarnings("TooManyParameters")
    int aead(
            int kind,
            int direction,
            int key,
            int keyLength,
            int nonce,
            int nonceLength,
            int aad,
            int aadLength,
            int data,
            int length,
            int out,
            int outLength) {
        boolean gcm = kind == Aead.AES_GCM;
        boolean decrypt = direction == Direction.DECRYPT;
        if (!Aead.isKnown(kind)
                || !Direction.isKnown(direction)
                || nonceLength != NONCE_BYTES
                || keyLength == 0
                || (decrypt && length < TAG_BYTES)) {
            return Status.INVALID;
        }
        try {
            byte[] memory = call.bytes();
            Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
            cipher.init(
                    mode(direction),
                    new SecretKeySpec(memory, key, keyLength, gcm ? "AES" : "ChaCha20"),
                    gcm
                            ? new GCMParameterSpec(TAG_BYTES * 8, memory, nonce, nonceLength)
                            : new IvParameterSpec(memory, nonce, nonceLength));
            cipher.updateAAD(memory, aad, aadLength);
            int full = decrypt ? length - TAG_BYTES : length + TAG_BYTES;
            if (full > outLength && !decrypt) {
                return full;
            }
            return call.answer(cipher.doFinal(memory, data, length), out, outLength);
        } catch (AEADBadTagException e) {
            return Status.AUTH_FAILED;
        } catch (NoSuchAlgorithmException e) {
            return Status.UNSUPPORTED;
        } catch (GeneralSecurityException e) {
            return Status.INVALID;
        }
    }

    int imageDecode(int codec, int data, int length, int out, int outLength) {
        ImageFormat format = ImageCoders.format(codec);
        if (format == null) {
            return Codec.isKnown(codec) ? Status.UNSUPPORTED : Status.INVALID;
        }
        var sum = new java.util.zip.CRC32();
        sum.update(call.bytes(), data, length);
        int from = 31 * (int) sum.getValue() + length;
        byte[] image = decoded;
        if (image == null || decodedFrom != from) {
            decoded = null;
            int status = ImageCoders.decode(format, file(data, length), MOST_IMAGE_PIXELS, this::keep);
            if (status < 0) {
                return status;
            }
            image = Objects.requireNonNull(decoded);
        }
        int answered = call.answer(image, out, outLength);
        // What did not fit is asked for again at once.
        decoded = answered > outLength ? image : null;
        decodedFrom = from;
        return answered;
    }

    /// Keeps a decoded image with its header; answers a status.
    private int keep(ImageCoder.Decoding made) {
        return switch (made) {
            case ImageCoder.Decoded image -> {
                decoded = withHeader(image);
                yield 0;
            }
            case ImageCoder.TooLarge _ -> Status.LIMIT;
            case ImageCoder.Damaged _ -> Status.PEER_ERROR;
            case ImageCoder.Unsupported _ -> Status.UNSUPPORTED;
        };
    }

    private MemorySegment file(int data, int length) {
        return MemorySegment.ofArray(call.bytes()).asSlice(data, length);
    }

    private static byte[] withHeader(ImageCoder.Decoded image) {
        int size = (int) image.pixels().byteSize();
        var bytes = new byte[ImageHeaderLayout.SIZE + size];
        little(bytes, ImageHeaderLayout.WIDTH, image.width());
        little(bytes, ImageHeaderLayout.HEIGHT, image.height());
        MemorySegment.copy(image.pixels(), ValueLayout.JAVA_BYTE, 0, bytes, ImageHeaderLayout.SIZE, size);
        return bytes;
    }

    private static void little(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
    }
}
