using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace K8sMirror.Plugin.Bundles;

/// <summary>
/// Takes secrets out of what goes into a bundle. Secrets and ConfigMaps are never asked for; this is for what people put where it does not
/// belong: environment variables, annotations, arguments, log lines.
/// </summary>
/// <param name="known">Texts that are secret for certain, such as the token of this very session.</param>
internal sealed partial class Redactor(IEnumerable<string> known)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Removed = "(removed)";

    private static readonly string[] HarmlessAnnotations =
        ["k8smirror.io/", "meta.helm.sh/", "helm.sh/", "deployment.kubernetes.io/", "deprecated.daemonset.template.generation", "prometheus.io/"];

    private static readonly string[] HarmlessVariables = ["NODE_NAME", "POD_", "DOTNET_", "KUBERNETES_SERVICE_"];

    private readonly string[] known = [.. known.Where(k => k.Length >= 8)];

    /// <summary>An object without annotations' values, values of environment variables, and what is of no use: managed fields, lists of images.</summary>
    public JsonElement Object(JsonElement item)
    {
        var node = JsonNode.Parse(item.GetRawText())!;
        Walk(node);
        using var document = JsonDocument.Parse(Text(node.ToJsonString()));
        return document.RootElement.Clone();
    }

    /// <summary>A text without anything that looks like a secret.</summary>
    public string Text(string text)
    {
        foreach (var secret in known)
        {
            text = text.Replace(secret, Removed, StringComparison.Ordinal);
        }
        text = PrivateKey().Replace(text, Removed);
        text = Jwt().Replace(text, Removed);
        text = Bearer().Replace(text, $"$1 {Removed}");
        text = Authorization().Replace(text, $"$1 {Removed}");
        text = UserInfo().Replace(text, $"$1{Removed}@");
        return Named().Replace(text, $"$1$2{Removed}");
    }

    private static void Walk(JsonNode node)
    {
        if (node is JsonArray array)
        {
            BlankArguments(array);
            foreach (var item in array.Where(i => i is not null))
            {
                Walk(item!);
            }
            return;
        }
        if (node is not JsonObject mapping)
        {
            return;
        }
        mapping.Remove("managedFields");
        if (mapping.ContainsKey("nodeInfo"))
        {
            mapping.Remove("images");
        }
        foreach (var (name, value) in mapping.ToList())
        {
            if (name == "annotations" && value is JsonObject annotations)
            {
                Blank(annotations);
            }
            else if (name == "env" && value is JsonArray variables)
            {
                BlankVariables(variables);
            }
            else if (value is not null)
            {
                Walk(value);
            }
        }
    }

    private static void Blank(JsonObject annotations)
    {
        annotations.Remove("kubectl.kubernetes.io/last-applied-configuration");
        foreach (var key in annotations.Select(a => a.Key).Where(k => !HarmlessAnnotations.Any(h => k.StartsWith(h, StringComparison.Ordinal))).ToList())
        {
            annotations[key] = Removed;
        }
    }

    private static void BlankVariables(JsonArray variables)
    {
        foreach (var variable in variables.OfType<JsonObject>())
        {
            var name = variable["name"]?.GetValue<string>() ?? "";
            if (variable.ContainsKey("value") && !HarmlessVariables.Any(h => name.StartsWith(h, StringComparison.Ordinal)))
            {
                variable["value"] = Removed;
            }
        }
    }

    /// <summary>An argument that stands behind its option: [--password, hunter2].</summary>
    private static void BlankArguments(JsonArray items)
    {
        for (var at = 1; at < items.Count; at++)
        {
            if (items[at - 1] is JsonValue option && items[at] is JsonValue value && option.TryGetValue(out string? name) && value.TryGetValue(out string? _)
                && SecretOption().IsMatch(name))
            {
                items[at] = Removed;
            }
        }
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    // A JSON web token: base64url of '{"' is eyJ.
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"\b(Bearer)\s+[^\s""',]+", RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\b(authorization\\?[""']?\s*[:=]\s*\\?[""']?(?!bearer\b)\w+)\s+[^\s""',\\]+", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"(\w://)[^\s/@:""]+:[^\s/@""]+@")]
    private static partial Regex UserInfo();

    private const string SecretName = @"[\w-]*(?:password|passwd|pwd|passphrase|token|secret|api[-_]?key|access[-_]?key|private[-_]?key|credential|key-data)";

    [GeneratedRegex("^--?" + SecretName + "$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretOption();

    [GeneratedRegex(
        @"\b(" + SecretName + @")(\\?[""']?\s*[:=]\s*\\?[""']?)(?!true\b|false\b|null\b|\(removed\))[^\s""'\\,}\]{\[]+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
