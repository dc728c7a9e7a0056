using System.Text.Json.Nodes;

namespace K8sMirror.Plugin.Bundles;

/// <summary>
/// Cleans a Kubernetes object. Numbers and booleans stay. A text stays if its field is listed below; otherwise only the field's name is left. Texts for people
/// (messages), and everything in our own kinds, go through <see cref="TextRedactor"/>.
/// </summary>
internal sealed class ObjectRedactor(HarmlessWords words, Func<string, string> clean)
{
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal) { "managedFields", "images", "kubectl.kubernetes.io/last-applied-configuration" };

    // Names, kinds, numbers and states: the fields needed to understand an object in a bundle.
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "apiVersion", "apiGroup", "kind", "name", "namespace", "uid", "resourceVersion", "generateName", "creationTimestamp", "deletionTimestamp", "lastTransitionTime",
        "lastUpdateTime", "lastHeartbeatTime", "lastProbeTime", "lastTimestamp", "firstTimestamp", "eventTime", "startTime", "startedAt", "finishedAt", "acquireTime", "renewTime",
        "holderIdentity", "controller", "finalizers", "propagationPolicy", "nodeName", "hostIP", "podIP", "ip", "hostname", "address", "addresses", "podCIDR", "podCIDRs", "phase",
        "status", "type", "reason", "state", "qosClass", "restartPolicy", "dnsPolicy", "schedulerName", "priorityClassName", "preemptionPolicy", "serviceAccount",
        "serviceAccountName", "image", "imageID", "containerID", "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "protocol", "port", "scheme", "host",
        "mountPath", "mountPropagation", "path", "subPath", "medium", "key", "operator", "effect", "values", "topologyKey", "whenUnsatisfiable", "fieldPath", "add", "drop",
        "localhostProfile", "level", "role", "user", "containerName", "resource", "divisor", "cpu", "memory", "ephemeral-storage", "pods", "maxSurge", "maxUnavailable",
        "architecture", "operatingSystem", "osImage", "kernelVersion", "kubeletVersion", "kubeProxyVersion", "containerRuntimeVersion", "machineID", "systemUUID", "bootID",
        "component", "manager", "operation", "action", "signal", "gitVersion", "major", "minor", "platform", "goVersion", "compiler", "secretName", "configMapName", "claimName",
        "optional", "scope", "plural", "singular", "shortNames", "categories", "listKind", "group", "versions", "storedVersions", "conversionReviewVersions", "strategy",
        "jsonPath", "format", "required", "enum", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
    };

    // Written by people, or by programs for people.
    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal) { "message", "note", "description", "pattern", "rule", "messageExpression", "default" };

    private static readonly HashSet<string> PlainVariables = new(StringComparer.Ordinal)
    {
        "NODE_NAME", "POD_IP", "POD_NAME", "POD_NAMESPACE", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "K8SMIRROR_PIN_DIR", "DOTNET_gcServer", "DOTNET_GCHeapHardLimit",
    };

    private static readonly string[] PlainAnnotations =
        ["k8smirror.io/", "meta.helm.sh/", "helm.sh/", "deployment.kubernetes.io/", "deprecated.daemonset.template.generation", "prometheus.io/"];

    // Options of our programs whose values are not secret; --kubeconfig names a file.
    private static readonly HashSet<string> PlainOptions = new(StringComparer.Ordinal)
    {
        "--mirror", "-m", "--manifests", "--node-name", "--kubeconfig", "--state-dir", "--max-offline", "--pin-dir", "--attach", "--metrics-address", "--health-address",
        "--log-format", "--log-level", "--dead-man", "--resync", "--on-exit", "--cpu-budget", "--offload-cpus", "--lease-namespace", "--lease-name", "--lease-duration", "--dead-node-grace",
        "--agent-selector", "--agent-grace", "--timeout", "--namespace", "--deployment", "--daemonset",
    };

    private static readonly HashSet<string> PlainArguments = new(StringComparer.Ordinal) { "run", "status", "cleanup", "check", "uninstall", "version", "k8smirror-agent", "k8smirror-operator" };

    /// <summary>Cleans the object in place.</summary>
    public void Clean(JsonObject item)
    {
        foreach (var name in (string?[])[Text(item["metadata"]?["name"]), Text(item["metadata"]?["namespace"]), Text(item["metadata"]?["uid"]), Text(item["spec"]?["nodeName"])])
        {
            if (name is not null)
            {
                words.Learn(name);
            }
        }
        Walk(item, isOurs: Text(item["apiVersion"])?.StartsWith("k8smirror.io/", StringComparison.Ordinal) == true);
    }

    private void Walk(JsonObject mapping, bool isOurs)
    {
        foreach (var (name, value) in mapping.ToList())
        {
            if (Dropped.Contains(name))
            {
                mapping.Remove(name);
            }
            else if (name is "annotations" or "labels" or "matchLabels" or "nodeSelector" && value is JsonObject pairs)
            {
                Pairs(pairs, name == "annotations");
            }
            else if (name == "env" && value is JsonArray variables)
            {
                Variables(variables);
            }
            else if (name is "args" or "command" && value is JsonArray arguments)
            {
                Arguments(arguments);
            }
            else if (value is JsonObject inner)
            {
                Walk(inner, isOurs);
            }
            else if (value is JsonArray items)
            {
                Walk(items, name, isOurs);
            }
            else if (Text(value) is { } text)
            {
                mapping[name] = Leaf(name, text, isOurs);
            }
        }
    }

    private void Walk(JsonArray items, string name, bool isOurs)
    {
        for (var at = 0; at < items.Count; at++)
        {
            switch (items[at])
            {
                case JsonObject inner:
                    Walk(inner, isOurs);
                    break;
                case JsonArray inner:
                    Walk(inner, name, isOurs);
                    break;
                case { } value when Text(value) is { } text:
                    items[at] = Leaf(name, text, isOurs);
                    break;
            }
        }
    }

    private string Leaf(string name, string text, bool isOurs) =>
        isOurs || Prose.Contains(name) || Plain.Contains(name) ? Known(name, text) : text.Length == 0 ? "" : Redactor.Removed;

    // Even a plain field can hold anything that its author wrote, such as a token as a name.
    private string Known(string name, string text) =>
        name is "image" or "imageID" && IsOfAnImage(text) || name is "containerID" or "uid" or "machineID" or "systemUUID" or "bootID" or "osImage" or "holderIdentity" ? text : clean(text);

    // REGISTRY/NAME@sha256:…; anything else before an @ is a name and a password.
    private static bool IsOfAnImage(string text) => text.IndexOf('@', StringComparison.Ordinal) is var at && (at < 0 || text.AsSpan(at).StartsWith("@sha256:", StringComparison.Ordinal));

    private void Pairs(JsonObject pairs, bool areAnnotations)
    {
        foreach (var (key, value) in pairs.ToList())
        {
            if (Dropped.Contains(key))
            {
                pairs.Remove(key);
                continue;
            }
            var isPlain = !areAnnotations || PlainAnnotations.Any(plain => key.StartsWith(plain, StringComparison.Ordinal));
            pairs[key] = isPlain && !SecretNames.Has(key) && Text(value) is { } text ? clean(text) : Redactor.Removed;
        }
    }

    private static void Variables(JsonArray variables)
    {
        foreach (var variable in variables.OfType<JsonObject>().Where(v => v.ContainsKey("value") && !PlainVariables.Contains(Text(v["name"]) ?? "")))
        {
            variable["value"] = Redactor.Removed;
        }
    }

    private void Arguments(JsonArray arguments)
    {
        var isValue = false;
        for (var at = 0; at < arguments.Count; at++)
        {
            var text = Text(arguments[at]) ?? "";
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var option = equals < 0 ? text : text[..equals];
            var isPlain = PlainOptions.Contains(option);
            arguments[at] = isValue ? clean(text)
                : isPlain ? option + clean(text[option.Length..])
                : PlainArguments.Contains(text) ? text
                : equals > 0 && option.StartsWith('-') && words.Has(option) ? $"{option}={Redactor.Removed}"
                : Redactor.Removed;
            isValue = isPlain && equals < 0;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
