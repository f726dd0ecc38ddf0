package dev.tubeway.server.http;

import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/// `/v1/modules` and what is under it.
final class ModuleRoutes {
    private final Modules modules;
    private final Bodies bodies;
    private final int maxModuleBytes;

    /// @param maxModuleBytes largest file that is taken
    ModuleRoutes(Modules modules, Bodies bodies, int maxModuleBytes) {
        this.modules = modules;
        this.bodies = bodies;
        this.maxModuleBytes = maxModuleBytes;
    }

    void list(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(ModuleViews.Modules.of(modules.list())));
    }

    /// Keeps a file, or with `?check=true` only judges it.
    void add(ServerRequest request, ServerResponse response) {
        boolean check = checkOnly(request);
        byte[] wasm = Bodies.wasm(request, maxModuleBytes, "modules.maxBytes");
        ModuleVerdict verdict = check ? modules.check(wasm) : modules.add(wasm);
        switch (verdict) {
            case ModuleVerdict.Accepted(var module) -> {
                if (!check) {
                    response.status(Status.CREATED_201);
                    response.header(HeaderNames.LOCATION, path(module));
                }
                Bodies.send(response, Json.write(ModuleViews.ModuleView.of(module)));
            }
            case ModuleVerdict.Refused refused -> throw ProblemException.refused(ModuleViews.Refusal.of(refused));
        }
    }

    void show(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(ModuleViews.ModuleView.of(module(request))));
    }

    void remove(ServerRequest request, ServerResponse response) {
        ModuleInfo module = module(request);
        if (module.source() == ModuleInfo.Source.BUILT_IN) {
            throw new ProblemException(
                    ProblemType.MODULE_BUILT_IN,
                    "what is built in can be disabled, not removed: module=" + module.name() + " version="
                            + module.version());
        }
        if (!modules.remove(module.name(), module.version())) {
            throw notFound(module.name(), module.version());
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    void state(ServerRequest request, ServerResponse response) {
        ModuleInfo module = module(request);
        boolean enabled =
                Json.read(Requests.ModuleState.class, bodies.json(request)).enabled();
        if (!modules.enable(module.name(), module.version(), enabled)) {
            throw notFound(module.name(), module.version());
        }
        show(request, response);
    }

    private ModuleInfo module(ServerRequest request) {
        String name = request.path().pathParameters().get("name");
        String version = request.path().pathParameters().get("version");
        return modules.find(name, version).orElseThrow(() -> notFound(name, version));
    }

    private static ProblemException notFound(String name, String version) {
        return new ProblemException(
                ProblemType.MODULE_NOT_FOUND, "no such module: name=" + name + " version=" + version);
    }

    private static String path(ModuleInfo module) {
        return "/v1/modules/" + module.name() + "/" + module.version();
    }

    private static boolean checkOnly(ServerRequest request) {
        Optional<String> check = request.query().first("check").asOptional();
        return switch (check.orElse("false")) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new ProblemException(ProblemType.INVALID_REQUEST, "check is true or false");
        };
    }
}
