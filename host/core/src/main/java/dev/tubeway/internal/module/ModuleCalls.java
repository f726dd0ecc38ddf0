package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.engine.CallGate;
import java.util.Set;

/// Every call of the host by one run: looks at the run's signals, then passes the call to its room.
///
/// Longer than other classes because the ABI has that many functions, each one line here.
///
/// Threading: the module's thread only.
final class ModuleCalls extends CallGate implements Wasi.Output {
    private static final AbiFunction[] FUNCTIONS = AbiFunction.values();

    private final Pulse pulse;
    private final boolean[] denied = new boolean[FUNCTIONS.length];
    private final boolean[] missing = new boolean[FUNCTIONS.length];
    private final EnvironmentCalls environment;
    private final StreamCalls streams;
    private final SshCalls ssh;
    private final DrawCalls drawing;
    private final KernelCalls kernels;

    ModuleCalls(
            Pulse pulse,
            Set<String> granted,
            Set<String> lacking,
            EnvironmentCalls environment,
            StreamCalls streams,
            SshCalls ssh,
            DrawCalls drawing,
            KernelCalls kernels) {
        this.pulse = pulse;
        this.environment = environment;
        this.streams = streams;
        this.ssh = ssh;
        this.drawing = drawing;
        this.kernels = kernels;
        for (int i = 0; i < FUNCTIONS.length; i++) {
            String capability = FUNCTIONS[i].capability();
            missing[i] = lacking.contains(capability);
            denied[i] = missing[i] || (!capability.isEmpty() && !granted.contains(capability));
        }
    }

    @Override
    public int enter(int function) {
        int signals = pulse.enter(function);
        return signals == 0 ? 0 : refused(function, signals);
    }

    @Override
    public int enterGuarded(int function) {
        int signals = pulse.enter(function);
        return signals == 0 && !denied[function] ? 0 : refused(function, signals);
    }

    private int refused(int function, int signals) {
        heed(signals);
        int status = 0;
        if (denied[function]) {
            status = missing[function] ? Status.UNSUPPORTED : Status.DENIED;
        } else if ((signals & Pulse.CANCELLED) != 0 && answersCancelled(function)) {
            status = Status.CANCELLED;
        }
        if (status != 0) {
            pulse.leave();
        }
        return status;
    }

    /// Ends the run, or lets others run, where that is signalled.
    private void heed(int signals) {
        if ((signals & Pulse.KILLED) != 0) {
            throw new StopException();
        }
        if ((signals & Pulse.YIELD) != 0) {
            pulse.letOthersRun();
        }
    }

    /// The last event, END, is still given.
    private static boolean answersCancelled(int function) {
        return FUNCTIONS[function].isCancelled() && FUNCTIONS[function] != AbiFunction.EVENT;
    }

    @Override
    public void enterForeign() {
        int signals = pulse.enterForeign();
        heed(signals);
    }

    @Override
    public int leave(int function, int result) {
        pulse.leave();
        return result;
    }

    @Override
    public void print(int level, String text, int bytes) {
        text.lines().forEach(line -> environment.logged(level, line, line.length()));
    }

    @Override
    public int unknown() {
        return Status.UNSUPPORTED;
    }

    @Override
    public int feature(int namePointer, int nameLength) {
        return environment.feature(namePointer, nameLength);
    }

    @Override
    public int param(int namePointer, int nameLength, int outPointer, int outLength) {
        return environment.param(namePointer, nameLength, outPointer, outLength);
    }

    @Override
    public int paramRequire(int namesPointer, int namesLength) {
        return environment.paramRequire(namesPointer, namesLength);
    }

    @Override
    public int secret(int namePointer, int nameLength, int outPointer, int outLength) {
        return environment.secret(namePointer, nameLength, outPointer, outLength);
    }

    @Override
    public int clock(int kind, int outPointer, int outLength) {
        return environment.clock(kind, outPointer, outLength);
    }

    @Override
    public int random(int outPointer, int outLength) {
        return environment.random(outPointer, outLength);
    }

    @Override
    public int log(int level, int textPointer, int textLength) {
        return environment.log(level, textPointer, textLength);
    }

    @Override
    public int end(int reason, int textPointer, int textLength) {
        return environment.end(reason, textPointer, textLength);
    }

    @Override
    public int targetInfo(int outPointer, int outLength) {
        return environment.targetInfo(outPointer, outLength);
    }

    @Override
    public int wait(int pollsPointer, int pollsLength, int timeoutMs) {
        return streams.await(pollsPointer, pollsLength, timeoutMs);
    }

    @Override
    public int close(int handle) {
        return streams.close(handle);
    }

    @Override
    public int connect(int targetPointer, int targetLength, int flags, int timeoutMs) {
        return streams.connect(targetPointer, targetLength, flags, timeoutMs);
    }

    @Override
    public int read(int handle, int outPointer, int outLength, int timeoutMs) {
        return streams.read(handle, outPointer, outLength, timeoutMs);
    }

    @Override
    public int write(int handle, int dataPointer, int dataLength, int timeoutMs) {
        return streams.write(handle, dataPointer, dataLength, timeoutMs);
    }

    @Override
    public int writeAll(int handle, int dataPointer, int dataLength, int timeoutMs) {
        return streams.writeAll(handle, dataPointer, dataLength, timeoutMs);
    }

    @Override
    public int shutdown(int handle) {
        return streams.shutdown(handle);
    }

    @Override
    public int startTls(int handle, int optionsPointer, int optionsLength, int timeoutMs) {
        return streams.startTls(handle, optionsPointer, optionsLength, timeoutMs);
    }

    @Override
    public int streamInfo(int handle, int kind, int outPointer, int outLength) {
        return streams.streamInfo(handle, kind, outPointer, outLength);
    }

    @Override
    public int event(int outPointer, int outLength, int timeoutMs) {
        return streams.event(outPointer, outLength, timeoutMs);
    }

    @Override
    public int streamOpen(int purpose, int mediaTypePointer, int mediaTypeLength, int namePointer, int nameLength) {
        return streams.streamOpen(purpose, mediaTypePointer, mediaTypeLength, namePointer, nameLength);
    }

    @Override
    public int streamRefuse(int handle, int status, int textPointer, int textLength) {
        return streams.streamRefuse(handle, status, textPointer, textLength);
    }

    @Override
    public int message(int textPointer, int textLength) {
        return streams.message(textPointer, textLength);
    }

    @Override
    public int sshConnect(int optionsPointer, int optionsLength, int timeoutMs) {
        return ssh.connect(optionsPointer, optionsLength, timeoutMs);
    }

    @Override
    public int sshAuthenticate(int handle, int optionsPointer, int optionsLength, int timeoutMs) {
        return ssh.authenticate(handle, optionsPointer, optionsLength, timeoutMs);
    }

    @Override
    public int sshQuestion(int handle, int outPointer, int outLength) {
        return ssh.question(handle, outPointer, outLength);
    }

    @Override
    public int sshFailure(int outPointer, int outLength) {
        return ssh.failure(outPointer, outLength);
    }

    @Override
    public int sshShell(int handle, int optionsPointer, int optionsLength, int timeoutMs) {
        return ssh.shell(handle, optionsPointer, optionsLength, timeoutMs);
    }

    @Override
    public int sshExec(
            int handle, int commandPointer, int commandLength, int optionsPointer, int optionsLength, int timeoutMs) {
        return ssh.exec(handle, commandPointer, commandLength, optionsPointer, optionsLength, timeoutMs);
    }

    @Override
    public int sshSubsystem(int handle, int namePointer, int nameLength, int timeoutMs) {
        return ssh.subsystem(handle, namePointer, nameLength, timeoutMs);
    }

    @Override
    public int sshForward(int handle, int targetPointer, int targetLength, int timeoutMs) {
        return ssh.forward(handle, targetPointer, targetLength, timeoutMs);
    }

    @Override
    public int sshAgent(int handle) {
        return ssh.agent(handle);
    }

    @Override
    public int sshResize(int handle, int columns, int rows, int width, int height) {
        return ssh.resize(handle, columns, rows, width, height);
    }

    @Override
    public int sshHostkey(int handle, int outPointer, int outLength) {
        return ssh.hostKey(handle, outPointer, outLength);
    }

    @Override
    public int surfaceNew(int width, int height) {
        return drawing.surfaceNew(width, height);
    }

    @Override
    public int surfaceSize(int surface, int width, int height) {
        return drawing.surfaceSize(surface, width, height);
    }

    @Override
    public int surfacePut(
            int surface, int x, int y, int width, int height, int format, int stride, int dataPointer, int dataLength) {
        return drawing.put(surface, x, y, width, height, format, stride, dataPointer, dataLength);
    }

    @Override
    public int surfacePalette(int surface, int first, int colorsPointer, int colorsLength) {
        return drawing.palette(surface, first, colorsPointer, colorsLength);
    }

    @Override
    public int surfaceFill(int surface, int x, int y, int width, int height, int color) {
        return drawing.fill(surface, x, y, width, height, color);
    }

    @Override
    public int surfaceRects(int surface, int rectsPointer, int rectsLength) {
        return drawing.rects(surface, rectsPointer, rectsLength);
    }

    @Override
    public int surfaceRuns(
            int surface, int x, int y, int width, int height, int format, int runsPointer, int runsLength) {
        return drawing.runs(surface, x, y, width, height, format, runsPointer, runsLength);
    }

    @Override
    public int surfaceCopy(int surface, int x, int y, int width, int height, int destination, int toX, int toY) {
        return drawing.copy(surface, x, y, width, height, destination, toX, toY);
    }

    @Override
    public int surfacePutEncoded(
            int surface, int x, int y, int width, int height, int codec, int dataPointer, int dataLength) {
        return drawing.encoded(surface, x, y, width, height, codec, dataPointer, dataLength);
    }

    @Override
    public int cursor(int x, int y, int width, int height, int format, int dataPointer, int dataLength) {
        return drawing.cursor(x, y, width, height, format, dataPointer, dataLength);
    }

    @Override
    public int cursorNamed(int kind) {
        return drawing.cursorNamed(kind);
    }

    @Override
    public int cursorMove(int x, int y) {
        return drawing.cursorMove(x, y);
    }

    @Override
    public int frame() {
        return drawing.frame();
    }

    @Override
    public int gridOpen(int optionsPointer, int optionsLength, int outPointer, int outLength) {
        return drawing.gridOpen(optionsPointer, optionsLength, outPointer, outLength);
    }

    @Override
    public int gridCells(int row, int column, int cellsPointer, int cellsLength) {
        return drawing.gridCells(row, column, cellsPointer, cellsLength);
    }

    @Override
    public int gridFill(int row, int column, int rows, int columns, int cellPointer, int cellLength) {
        return drawing.gridFill(row, column, rows, columns, cellPointer, cellLength);
    }

    @Override
    public int gridGrapheme(int textPointer, int textLength) {
        return drawing.gridGrapheme(textPointer, textLength);
    }

    @Override
    public int gridScroll(int top, int bottom, int lines) {
        return drawing.gridScroll(top, bottom, lines);
    }

    @Override
    public int gridClear() {
        return drawing.gridClear();
    }

    @Override
    public int gridCursor(int row, int column, int shape, int visible) {
        return drawing.gridCursor(row, column, shape, visible);
    }

    @Override
    public int gridMode(int flags) {
        return drawing.gridMode(flags);
    }

    @Override
    public int gridPalette(int index, int color) {
        return drawing.gridPalette(index, color);
    }

    @Override
    public int gridScrollbackClear() {
        return drawing.gridScrollbackClear();
    }

    @Override
    public int gridTitle(int textPointer, int textLength) {
        return drawing.gridTitle(textPointer, textLength);
    }

    @Override
    public int gridRaw(int dataPointer, int dataLength) {
        return drawing.gridRaw(dataPointer, dataLength);
    }

    @Override
    public int inflateNew(int format) {
        return kernels.inflateNew(format);
    }

    @Override
    public int inflate(int handle, int dataPointer, int dataLength, int outPointer, int outLength) {
        return kernels.inflate(handle, dataPointer, dataLength, outPointer, outLength);
    }

    @Override
    public int deflateNew(int format, int level) {
        return kernels.deflateNew(format, level);
    }

    @Override
    public int deflate(int handle, int dataPointer, int dataLength, int flush, int outPointer, int outLength) {
        return kernels.deflate(handle, dataPointer, dataLength, flush, outPointer, outLength);
    }

    @Override
    public int digest(int kind, int dataPointer, int dataLength, int outPointer, int outLength) {
        return kernels.digest(kind, dataPointer, dataLength, outPointer, outLength);
    }

    @Override
    public int hmac(
            int kind, int keyPointer, int keyLength, int dataPointer, int dataLength, int outPointer, int outLength) {
        return kernels.hmac(kind, keyPointer, keyLength, dataPointer, dataLength, outPointer, outLength);
    }

    @Override
    public int cipherNew(int kind, int direction, int keyPointer, int keyLength, int ivPointer, int ivLength) {
        return kernels.cipherNew(kind, direction, keyPointer, keyLength, ivPointer, ivLength);
    }

    @Override
    public int cipher(int handle, int dataPointer, int dataLength, int outPointer, int outLength) {
        return kernels.cipher(handle, dataPointer, dataLength, outPointer, outLength);
    }

    @Override
    public int aead(
            int kind,
            int direction,
            int keyPointer,
            int keyLength,
            int noncePointer,
            int nonceLength,
            int aadPointer,
            int aadLength,
            int dataPointer,
            int dataLength,
            int outPointer,
            int outLength) {
        return kernels.aead(
                kind,
                direction,
                keyPointer,
                keyLength,
                noncePointer,
                nonceLength,
                aadPointer,
                aadLength,
                dataPointer,
                dataLength,
                outPointer,
                outLength);
    }

    @Override
    public int imageDecode(int codec, int dataPointer, int dataLength, int outPointer, int outLength) {
        return kernels.imageDecode(codec, dataPointer, dataLength, outPointer, outLength);
    }
}
